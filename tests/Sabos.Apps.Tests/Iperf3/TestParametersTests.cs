using System;
using System.Text;
using Sabos.Iperf3.Control;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

public sealed class TestParametersTests
{
    [Fact]
    public void Parse_WhatIperf3Sends_IsUnderstood()
    {
        const string Json = """
            {"tcp":true,"omit":2,"time":10,"num":0,"blockcount":0,"MSS":1400,"nodelay":true,"parallel":4,"reverse":true,"window":65536,
             "len":131072,"bandwidth":1000000,"pacing_timer":1000,"client_version":"3.12"}
            """;

        Assert.Equal(ControlError.None, Parse(Json, out TestParameters parameters));

        Assert.Equal(TimeSpan.FromSeconds(2), parameters.Omitted);
        Assert.Equal(TimeSpan.FromSeconds(10), parameters.Duration);
        Assert.Equal((0, 4), (parameters.IncomingStreams, parameters.OutgoingStreams));
        Assert.Equal(65536, parameters.Window);
        Assert.Equal(131072, parameters.BlockLength);
        Assert.Equal(1_000_000, parameters.Rate);
        Assert.True(parameters.NoDelay);
    }

    [Fact]
    public void Parse_Nothing_IsOneIncomingStream()
    {
        Assert.Equal(ControlError.None, Parse("{}", out TestParameters parameters));

        Assert.Equal((1, 0), (parameters.IncomingStreams, parameters.OutgoingStreams));
        Assert.Equal(128 * 1024, parameters.BlockLength);
    }

    [Fact]
    public void Parse_Udp_IsOfDatagramsThatFitAFrame()
    {
        Assert.Equal(ControlError.None, Parse("""{"udp":true,"udp_counters_64bit":1}""", out TestParameters parameters));

        Assert.True(parameters.Datagrams);
        Assert.True(parameters.WideNumbers);
        Assert.Equal(1460, parameters.BlockLength);
    }

    [Fact]
    public void Parse_Bidirectional_HasStreamsBothWays()
    {
        Assert.Equal(ControlError.None, Parse("""{"bidirectional":true,"parallel":3}""", out TestParameters parameters));

        Assert.Equal((3, 3), (parameters.IncomingStreams, parameters.OutgoingStreams));
    }

    [Theory]
    [InlineData("""{"udp":true,"len":15}""", nameof(ControlError.DatagramSize))]
    [InlineData("""{"udp":true,"len":65508}""", nameof(ControlError.DatagramSize))]
    [InlineData("""{"sctp":true}""", nameof(ControlError.NoSctp))]
    [InlineData("""{"congestion":"reno"}""", nameof(ControlError.CongestionControl))]
    [InlineData("""{"parallel":0}""", nameof(ControlError.StreamCount))]
    [InlineData("""{"parallel":129}""", nameof(ControlError.StreamCount))]
    [InlineData("""{"parallel":"many"}""", nameof(ControlError.StreamCount))]
    [InlineData("""{"len":0}""", nameof(ControlError.BlockSize))]
    [InlineData("""{"len":1048577}""", nameof(ControlError.BlockSize))]
    [InlineData("""{"time":86401}""", nameof(ControlError.Duration))]
    [InlineData("""{"time":-1}""", nameof(ControlError.Duration))]
    [InlineData("""{"omit":601}""", nameof(ControlError.OmittedTime))]
    [InlineData("""{"window":99999999999}""", nameof(ControlError.BufferSize))]
    [InlineData("""{"MSS":40000}""", nameof(ControlError.SegmentSize))]
    [InlineData("""{"reverse":true,"bidirectional":true}""", nameof(ControlError.ReverseAndBidirectional))]
    [InlineData("""{"parallel":""", nameof(ControlError.BadParameters))]
    public void Parse_WhatCannotBe_IsRefusedByItsOwnNumber(string json, string error) =>
        Assert.Equal(error, Parse(json, out _).ToString());

    private static ControlError Parse(string json, out TestParameters parameters) => TestParameters.Parse(Encoding.UTF8.GetBytes(json), out parameters);
}
