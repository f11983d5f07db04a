using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Iperf3.Control;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

public sealed class JsonMembersTests
{
    [Fact]
    public void TryParse_EveryKindOfValue_KeepsNumbersAndTruth()
    {
        JsonMembers members = Parse(""" { "time" : 10, "bandwidth":10000000000,"reverse": true, "nodelay":false, "title":"a \"} b", "none":null } """);

        Assert.Equal(10, members.Number("time", absent: 0));
        Assert.Equal(10_000_000_000, members.Number("bandwidth", absent: 0));
        Assert.True(members.IsTrue("reverse"));
        Assert.False(members.IsTrue("nodelay"));
        Assert.True(members.Contains("title"));
        Assert.False(members.IsTrue("title"));
        Assert.Equal(JsonScanner.None, members.Number("none", absent: 0));
        Assert.Equal(7, members.Number("absent", absent: 7));
    }

    [Theory]
    [InlineData("-15", -15)]
    [InlineData("0", 0)]
    [InlineData("99999999999999999999999999", JsonScanner.Largest)]
    public void TryParse_Number_IsKeptWithinBounds(string text, long number) => Assert.Equal(number, Parse($"{{\"n\":{text}}}").Number("n", absent: 1));

    [Fact]
    public void TryParse_NestedValue_IsSkippedWithItsMembers()
    {
        JsonMembers members = Parse("""{"extra":{"time":99,"list":[{"}":"]"}]},"time":3}""");

        Assert.Equal(3, members.Number("time", absent: 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("""{"time":}""")]
    [InlineData("""{"time":1,}""")]
    [InlineData("""{"time" 1}""")]
    [InlineData("""{"time":tru}""")]
    [InlineData("""{"time":--1}""")]
    [InlineData("""{"time":1.5}""")]
    [InlineData("""{time:1}""")]
    public void TryParse_NoObject_IsRefused(string json) => Assert.False(JsonMembers.TryParse(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void TryParse_AnyBeginningOfAnObject_IsRefused()
    {
        byte[] json = """{"a":"\"","b":[1,{"c":"]"}],"d":true,"e":-15}"""u8.ToArray();

        Assert.True(JsonMembers.TryParse(json, out _));
        Assert.DoesNotContain(Enumerable.Range(0, json.Length), length => JsonMembers.TryParse(json.AsSpan(0, length), out _));
    }

    [Fact]
    public void TryParse_AnyBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes => JsonMembers.TryParse([.. "{\""u8, .. bytes], out _) || true).QuickCheckThrowOnFailure();

    private static JsonMembers Parse(string json)
    {
        Assert.True(JsonMembers.TryParse(Encoding.UTF8.GetBytes(json), out JsonMembers members));
        return members;
    }
}
