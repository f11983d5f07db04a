using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class ReassemblyTests
{
    private readonly OneHost _host = new();
    private readonly UdpSocket _socket;

    public ReassemblyTests() => _socket = _host.Bound(7);

    private IpCounters Counters => _host.Stack.Counters.Ip;

    [Fact]
    public void Fragments_InAnyOrderAndDoubled_GiveTheDatagram() => Prop.ForAll<int>(seed =>
    {
        System.Random random = new(seed);
        byte[] data = new byte[random.Next(1, 60_000)];
        random.NextBytes(data);
        List<(Ipv4Header Header, byte[] Payload)> fragments = Cut(Datagram(data), 8 * random.Next(64, 184), (ushort)seed);
        fragments.AddRange(fragments[..random.Next(fragments.Count)]);

        // Twenty gaps at most at a time: a network displaces by a little.
        (Ipv4Header Header, byte[] Payload)[] late = [.. fragments.Select((fragment, index) => (fragment, index + random.Next(12))).OrderBy(pair => pair.Item2).Select(pair => pair.fragment)];
        foreach ((Ipv4Header header, byte[] payload) in late)
        {
            _host.Send(header, payload);
        }

        _host.Run();
        byte[]? received = OneHost.Receive(_socket);
        _host.Run(31);
        return received is not null && received.AsSpan().SequenceEqual(data) && Held() == 0;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    // RFC 1858, RFC 5722 4: an overlap is an attack; the whole datagram goes.
    [Theory]
    [InlineData(0, 24, 16)] // begins inside the first
    [InlineData(16, 24, 0)] // ends inside the first
    public void Fragment_OverlapsAnother_EndsTheDatagram(int firstOffset, int firstLength, int secondOffset)
    {
        byte[] datagram = Datagram(new byte[200]);
        SendPart(datagram, firstOffset, firstLength);
        SendPart(datagram, secondOffset, 24);
        for (int offset = 0; offset < datagram.Length; offset += 64)
        {
            SendPart(datagram, offset, Math.Min(64, datagram.Length - offset));
        }

        _host.Run();
        Assert.Equal(1, Counters.ReasmFails);
        Assert.Equal(datagram[UdpHeader.Size..], OneHost.Receive(_socket));
    }

    [Fact]
    public void Fragment_InsideWhatIsThere_ChangesNothing()
    {
        byte[] datagram = Datagram([.. Enumerable.Range(0, 200).Select(i => (byte)i)]);
        byte[] forged = new byte[datagram.Length];
        SendPart(datagram, 0, 64);
        SendPart(forged, 0, 64);
        SendPart(forged, 16, 8);
        SendPart(datagram, 64, datagram.Length - 64);
        _host.Run();
        Assert.Equal(datagram[UdpHeader.Size..], OneHost.Receive(_socket));
    }

    // RFC 3168 5.3: a mark is neither lost nor given to a transport that does not take part.
    [Theory]
    [InlineData(0b10, 0b11, 0b11)]
    [InlineData(0b11, 0b10, 0b11)]
    [InlineData(0b01, 0b11, 0b11)]
    [InlineData(0b10, 0b10, 0b10)]
    [InlineData(0b00, 0b00, 0b00)]
    [InlineData(0b00, 0b11, null)]
    [InlineData(0b11, 0b00, null)]
    public void Fragments_OneMarkedAsCongested_MarkTheDatagram(byte first, byte second, object? whole)
    {
        RawSocket raw = _host.Stack.CreateRawSocket(IpProtocol.Udp, ipv6: false);
        byte[] datagram = Datagram(new byte[200]);
        _host.Send(Header(1, 0, true) with { TrafficClass = first }, datagram[..64]);
        _host.Send(Header(1, 64, false) with { TrafficClass = second }, datagram[64..]);
        _host.Run();
        byte[] packet = new byte[500];
        TransportError error = raw.Receive(packet, out DatagramReceived _);
        Assert.Equal(whole, error == TransportError.None ? (int)packet[1] : null);
        Assert.Equal(whole is null ? 1 : 0, Counters.ReasmFails);
    }

    // "Ping of death": the last fragment would end beyond 65,535.
    [Fact]
    public void Fragment_BeyondTheLongestPacket_IsRefused()
    {
        _host.Send(new Ipv4Header { Protocol = IpProtocol.Udp, Identification = 1, FragmentOffset = 65_528 }, new byte[100]);
        _host.Run();
        Assert.Equal(1, Counters.ReasmFails);
        Assert.Equal(0, Held());
    }

    [Theory]
    [InlineData(0)] // empty
    [InlineData(13)] // not a multiple of 8, and not the last
    public void Fragment_OfImpossibleLength_IsRefused(int length)
    {
        _host.Send(new Ipv4Header { Protocol = IpProtocol.Udp, Identification = 1, MoreFragments = true }, new byte[length]);
        _host.Run();
        Assert.Equal(1, Counters.ReasmFails);
    }

    [Fact]
    public void Fragments_TwoEnds_EndTheDatagram()
    {
        SendPart(Datagram(new byte[100]), 64, 44);
        _host.Send(new Ipv4Header { Protocol = IpProtocol.Udp, Identification = 1, FragmentOffset = 128 }, new byte[8]);
        _host.Run();
        Assert.Equal(1, Counters.ReasmFails);
    }

    [Fact]
    public void Fragments_EndBeforeWhatIsThere_EndTheDatagram()
    {
        SendPart(Datagram(new byte[200]), 64, 64);
        _host.Send(new Ipv4Header { Protocol = IpProtocol.Udp, Identification = 1, FragmentOffset = 8 }, new byte[32]);
        _host.Run();
        Assert.Equal(1, Counters.ReasmFails);
    }

    // RFC 792, RFC 1122 3.3.2.
    [Fact]
    public void Datagram_NotCompleteInTime_IsDroppedAndReported()
    {
        byte[] datagram = Datagram(new byte[200]);
        SendPart(datagram, 0, 64);
        _host.Run(29.9);
        Assert.Empty(_host.Icmp());
        _host.Run(0.2);
        (Ipv4Header ip, IcmpHeader icmp, byte[] body) = Assert.Single(_host.Icmp());
        Assert.Equal((IcmpType.TimeExceeded, (byte)1), (icmp.Type, icmp.Code));
        Assert.Equal(_host.Station.Address, ip.Destination);
        Assert.Equal(datagram[..8], body[20..28]);
        Assert.Equal(0, Held());
    }

    [Fact]
    public void Datagram_WithoutItsFirstFragment_IsDroppedInSilence()
    {
        SendPart(Datagram(new byte[200]), 64, 64);
        _host.Run(31);
        Assert.Empty(_host.Icmp());
        Assert.Equal(1, Counters.ReasmFails);
    }

    [Fact]
    public void Flood_OfFirstFragments_IsBoundedAndSparesTheNewest()
    {
        for (int i = 0; i < 2_000; i++)
        {
            _host.Send(new Ipv4Header { Protocol = IpProtocol.Udp, Identification = (ushort)i, MoreFragments = true }, new byte[1480]);
            if (i % 100 == 0)
            {
                _host.Run();
                Assert.InRange(Held(), 0, 256 * 1024);
            }
        }

        byte[] datagram = Datagram(new byte[3000]);
        foreach ((Ipv4Header header, byte[] payload) in Cut(datagram, 1480, 60_000))
        {
            _host.Send(header, payload);
        }

        _host.Run();
        Assert.NotNull(OneHost.Receive(_socket));
    }

    [Fact]
    public void Flood_OfLongDatagrams_IsBounded()
    {
        for (ushort id = 0; id < 20; id++)
        {
            List<(Ipv4Header Header, byte[] Payload)> fragments = Cut(Datagram(new byte[60_000]), 1480, id);
            fragments.RemoveAt(20);
            foreach ((Ipv4Header header, byte[] payload) in fragments)
            {
                _host.Send(header, payload);
            }

            _host.Run();
            Assert.InRange(Held(), 1, 256 * 1024);
        }

        _host.Run(31);
        Assert.Equal(0, Held());
    }

    [Fact]
    public void Ranges_ManyGaps_AreRefused()
    {
        ReceivedRanges ranges = new();
        for (int i = 0; i < ReceivedRanges.Capacity; i++)
        {
            Assert.Equal(ReceivedRanges.Outcome.Added, ranges.Add(i * 16, (i * 16) + 8));
        }

        Assert.Equal(ReceivedRanges.Outcome.Refused, ranges.Add(10_000, 10_008));
        Assert.Equal(ReceivedRanges.Outcome.Added, ranges.Add(8, 16));
    }

    // Against the plain definition: a byte is there or not.
    [Fact]
    public void Ranges_AnyAdditions_AgreeWithASetOfBytes() => Prop.ForAll<(byte Start, byte Length)[]>(static additions =>
    {
        ReceivedRanges ranges = new();
        HashSet<int> bytes = [];
        foreach ((byte start, byte length) in additions)
        {
            // At least two bytes and a gap each, below 66: never more gaps than are allowed.
            int[] added = [.. Enumerable.Range(start % 48, (length % 16) + 2)];
            int known = added.Count(bytes.Contains);
            ReceivedRanges.Outcome outcome = ranges.Add(added[0], added[^1] + 1);
            if (outcome != (known == 0 ? ReceivedRanges.Outcome.Added : known == added.Length ? ReceivedRanges.Outcome.Duplicate : ReceivedRanges.Outcome.Refused))
            {
                return false;
            }

            if (outcome == ReceivedRanges.Outcome.Added)
            {
                bytes.UnionWith(added);
            }
        }

        int end = bytes.Count == 0 ? 0 : bytes.Max() + 1;
        return ranges.End == end && (end == 0 || ranges.IsComplete(end) == (bytes.Count == end));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1480)]
    [InlineData(1481)]
    [InlineData(20_000)]
    [InlineData(65_507)]
    public void Send_LargeDatagram_IsFragmentedAndArrives(int length)
    {
        TwoHosts hosts = new();
        byte[] data = new byte[length];
        new System.Random(length).NextBytes(data);
        UdpSocket server = hosts.Right.Udp.CreateSocket();
        server.Bind(new IpEndpoint(IpAddress.AnyIpv4, 7), dualStack: false, reuseAddress: false);
        UdpSocket client = hosts.Left.Udp.CreateSocket();
        Assert.Equal(TransportError.None, client.Send(data, new IpEndpoint(TwoHosts.RightAddress, 7)));
        hosts.Network.RunFor(TimeSpan.FromMilliseconds(20));
        Assert.Equal(data, OneHost.Receive(server));
        int fragments = (length + 8 + 1479) / 1480;
        Assert.Equal(fragments > 1 ? fragments : 0, hosts.Left.Counters.Ip.OutFragCreates);
    }

    [Fact]
    public void Send_DoNotFragment_IsRefusedWhenTooLong()
    {
        UdpSocket socket = _host.Stack.Udp.CreateSocket();
        socket.DoNotFragment = true;
        Assert.Equal(TransportError.MessageTooLong, socket.Send(new byte[1473], _host.StationAt(9)));
        Assert.Equal(TransportError.None, socket.Send(new byte[1472], _host.StationAt(9)));
        Assert.Equal(TransportError.MessageTooLong, socket.Send(new byte[65_508], _host.StationAt(9)));
    }

    private static byte[] Datagram(byte[] data) => Frame.Udp(new IpEndpoint(TwoHosts.RightAddress, 9), new IpEndpoint(TwoHosts.LeftAddress, 7), data);

    private static List<(Ipv4Header Header, byte[] Payload)> Cut(byte[] datagram, int largest, ushort identification)
    {
        List<(Ipv4Header, byte[])> fragments = [];
        for (int offset = 0; offset < datagram.Length; offset += largest)
        {
            int length = Math.Min(largest, datagram.Length - offset);
            fragments.Add((Header(identification, offset, offset + length < datagram.Length), datagram[offset..(offset + length)]));
        }

        return fragments;
    }

    private static Ipv4Header Header(ushort identification, int offset, bool more) =>
        new() { Protocol = IpProtocol.Udp, Identification = identification, FragmentOffset = offset, MoreFragments = more };

    private void SendPart(byte[] datagram, int offset, int length) =>
        _host.Send(Header(1, offset, offset + length < datagram.Length), datagram[offset..(offset + length)]);

    private int Held() => _host.Stack.ReassemblyBytesHeld;
}
