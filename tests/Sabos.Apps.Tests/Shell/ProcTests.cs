using System;
using System.IO;
using System.Linq;
using Sabos.Shell;
using Sabos.Shell.Commands;
using Xunit;

namespace Sabos.Apps.Tests.Shell;

public sealed class ProcTests
{
    [Fact]
    public void TryParse_ThreadStatus_CopesWithAnyName()
    {
        Assert.True(ThreadStatus.TryParse("17 (a) (b c) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0\n", out ThreadStatus? thread));
        Assert.Equal(new ThreadStatus(17, "a) (b c", 'S', TimeSpan.FromSeconds(1.75)), thread);
        Assert.Equal("sleeping", thread.StateName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("17 (a S")]
    [InlineData("17 (a) S 1 2")]
    [InlineData("x (a) S 1 2 3 4 5 6 7 8 9 10 150 25")]
    [InlineData("17 (a) S 1 2 3 4 5 6 7 8 9 10 x 25")]
    public void TryParse_WrongThreadStatus_IsRefused(string stat) => Assert.False(ThreadStatus.TryParse(stat, out _));

    [Fact]
    public void Find_MemoryInformation_ReadsTheRightLine()
    {
        string[] lines = ["MemTotalX:  1 kB", "MemTotal:       65536 kB", "MemFree: x kB", "Pages: 12"];

        Assert.Equal(64 << 20, MemoryInformation.Find(lines, "MemTotal"));
        Assert.Null(MemoryInformation.Find(lines, "MemFree"));
        Assert.Null(MemoryInformation.Find(lines, "Pages"));
        Assert.Null(MemoryInformation.Find(lines, "Cached"));
    }

    [Fact]
    public void Parse_ProtocolCounters_PairsNamesWithValues()
    {
        string[] lines = ["Ip: Forwarding DefaultTTL", "Ip: 1 64", "Odd: A B", "Odd: 1", "", "Tcp: CurrEstab", "Tcp: 3"];

        Assert.Equal([("Ip", "Forwarding", "1"), ("Ip", "DefaultTTL", "64"), ("Tcp", "CurrEstab", "3")], ProtocolCounters.Parse(lines).ToArray());
    }

    [Fact]
    public void Parse_ProcTcpTable_TellsConnectionsButNoListeners()
    {
        string[] lines =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1045470 1 00000000395f9de6 100 0 0 10 0",
            "   1: 0100007F:0050 0200000A:A841 01 00000010:00000002 01:00000014 00000001     0        0 1 2 0000000006bf4e93 23 4 30 12 7",
            "   2: 00000000000000000000000001000000:0050 00000000000000000000000001000000:1000 01 00000000:00000000 00:00000000 00000000     0        0 1 2 0 20 4 30 10 -1",
            "   3: 0100007F:0050 0200000A:A842 06 00000000:00000000 03:00000014 00000000     0        0 0 3 0000000006bf4e93",
        ];

        ConnectionDetail[] details = ProcTcpTable.Parse(lines).ToArray();

        Assert.Equal(["127.0.0.1:80 10.0.0.2:43073", "[::1]:80 [::1]:4096"], details.Select(each => $"{each.Local} {each.Remote}"));
        Assert.Equal(["cwnd:12", "ssthresh:7", "rto:230", "timer:retransmission/200", "timeouts:1", "send:16", "receive:2"], details[0].Words);
        Assert.Equal(["cwnd:10", "rto:200", "timer:off", "timeouts:0", "send:0", "receive:0"], details[1].Words);
    }

    [Fact]
    public void Parse_ProcRoutes_AreAsIpRouteHasThem()
    {
        string[] ipv4 =
        [
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t0202000A\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "eth0\t0002000A\t00000000\t0001\t0\t0\t7\t00FFFFFF\t0\t0\t0",
            "eth0\t0000FEA9\t00000000\t0001\t0\t0\t2147483647\t0000FFFF\t0\t0\t0",
            "eth0\tzz\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
        ];
        Assert.Equal(["default via 10.0.2.2 dev eth0", "10.0.2.0/24 dev eth0 metric 7", "169.254.0.0/16 dev eth0"], ProcRouteTable.ParseIpv4(ipv4));

        string[] ipv6 =
        [
            "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth0",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000002 00000400 00000001 00000000 00000003 eth0",
            "fe80 40",
        ];
        Assert.Equal(["fe80::/64 dev eth0 metric 256", "default via fe80::2 dev eth0 metric 1024"], ProcRouteTable.ParseIpv6(ipv6));
    }

    [Fact]
    public void Parse_InterfaceAddresses_TellsUnusualStates()
    {
        string[] lines = ["lo 127.0.0.1/8 loopback preferred", "eth0 10.0.2.15/24 dhcp preferred valid:86390", "eth0 10.0.2.9/24 static duplicate", "eth0"];
        Assert.Equal(["10.0.2.15/24 dhcp valid:86390", "10.0.2.9/24 static duplicate"], InterfaceAddresses.Parse(lines, "eth0"));
    }

    [Fact]
    public void Parse_ConnectionDetails_AreEndpointsAndWords()
    {
        ConnectionDetail detail = Assert.Single(ConnectionDetails.Parse(["", "alone", "10.0.0.1:80 10.0.0.2:4000 cc:cubic cwnd:10"]));

        Assert.Equal(("10.0.0.1:80", "10.0.0.2:4000"), (detail.Local, detail.Remote));
        Assert.Equal(["cc:cubic", "cwnd:10"], detail.Words);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(64L << 20, "64.0 MiB")]
    [InlineData(5L << 40, "5.0 TiB")]
    public void Bytes_Quantity_UsesTheLargestUnit(long bytes, string text) => Assert.Equal(text, Quantity.Bytes(bytes));

    [Fact]
    public void WriteTo_PingStatistics_TellsLossAndTimes()
    {
        PingStatistics statistics = new();
        statistics.AddReply(TimeSpan.FromMilliseconds(1));
        statistics.AddReply(TimeSpan.FromMilliseconds(4));
        statistics.AddLoss();
        using StringWriter output = new() { NewLine = "\n" };
        statistics.WriteTo(output);

        Assert.Equal("3 sent, 2 received, 33% loss\nround trip min/avg/max 1.00/2.50/4.00 ms\n", output.ToString());
    }

    [Fact]
    public void WriteTo_PingWithoutAnswer_HasNoTimes()
    {
        PingStatistics statistics = new();
        using StringWriter output = new() { NewLine = "\n" };
        statistics.WriteTo(output);

        Assert.Equal("0 sent, 0 received, 0% loss\n", output.ToString());
    }

    [Fact]
    public void WriteTo_TextTable_AlignsColumns()
    {
        TextTable table = new("A", "LONGER", "C");
        table.Add("wide", "x", "y");
        using StringWriter output = new() { NewLine = "\n" };
        table.WriteTo(output);

        Assert.Equal("A     LONGER  C\nwide  x       y\n", output.ToString());
    }

    [Fact]
    public void WriteTo_TextTableWithEmptyCells_EndsItsLinesWithText()
    {
        TextTable table = new("A", "LONGER", "C");
        table.Add("a", "", "c");
        table.Add("a", "", "");
        table.Add("", "", "");
        using StringWriter output = new() { NewLine = "\n" };
        table.WriteTo(output);

        Assert.Equal("A  LONGER  C\na          c\na\n\n", output.ToString());
    }
}
