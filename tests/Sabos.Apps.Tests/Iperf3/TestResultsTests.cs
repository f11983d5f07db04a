using System;
using System.Text;
using Sabos.Iperf3.Control;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

public sealed class TestResultsTests
{
    [Fact]
    public void Write_TwoStreams_HasEveryMemberTheClientInsistsOn()
    {
        StreamResult[] streams =
        [
            new(1, 1000, TimeSpan.FromSeconds(2)),
            new(3, 5_000_000_000, TimeSpan.FromMilliseconds(2500)) { Packets = 9, OmittedPackets = 4, Lost = 3, OmittedLost = 2, Jitter = 0.0005 },
        ];

        Assert.Equal(
            """{"cpu_util_total":0,"cpu_util_user":0,"cpu_util_system":0,"sender_has_retransmits":-1,"streams":["""
            + """{"id":1,"bytes":1000,"retransmits":-1,"jitter":0.000000000,"errors":0,"omitted_errors":0,"packets":0,"omitted_packets":0,"""
            + "\"start_time\":0,\"end_time\":2.000000},"
            + """{"id":3,"bytes":5000000000,"retransmits":-1,"jitter":0.000500000,"errors":3,"omitted_errors":2,"packets":9,"omitted_packets":4,"""
            + "\"start_time\":0,\"end_time\":2.500000}]}",
            Encoding.ASCII.GetString(TestResults.Write(streams, sends: false)));
    }

    [Fact]
    public void Write_SendingServer_SaysThatItCountsNoRetransmissions() =>
        Assert.Contains("\"sender_has_retransmits\":0", Encoding.ASCII.GetString(TestResults.Write([], sends: true)), StringComparison.Ordinal);
}
