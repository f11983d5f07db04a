using System;
using System.IO;
using Sabos.Bench.Traffic;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class RoundTripTests
{
    private const string Output = """
        PING 10.88.0.2 (10.88.0.2) 56(84) bytes of data.
        64 bytes from 10.88.0.2: icmp_seq=1 ttl=64 time=0.318 ms
        64 bytes from 10.88.0.2: icmp_seq=2 ttl=64 time=1.05 ms
        64 bytes from 10.88.0.2: icmp_seq=3 ttl=64 time=0.096 ms

        --- 10.88.0.2 ping statistics ---
        3 packets transmitted, 3 received, 0% packet loss, time 10ms
        rtt min/avg/max/mdev = 0.096/0.488/1.050/0.407 ms

        """;

    [Fact]
    public void TimesIn_Output_AreSortedMicroseconds() => Assert.Equal([96, 318, 1050], RoundTrip.TimesIn(Output, expected: 3));

    [Fact]
    public void TimesIn_OutputThatLacksAnEcho_FailsWithHowMany()
    {
        IOException failure = Assert.Throws<IOException>(() => RoundTrip.TimesIn(Output, expected: 5));

        Assert.Contains("2 of 5", failure.Message, StringComparison.Ordinal);
    }
}
