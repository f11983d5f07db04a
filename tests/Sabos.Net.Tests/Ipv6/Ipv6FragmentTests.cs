using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Fragments of IPv6, received and sent (RFC 8200 4.5).</summary>
public sealed class Ipv6FragmentTests
{
    private const uint Identification = 0x1234_5678;

    private readonly OneIpv6Host _host = new();
    private readonly UdpSocket _socket;
    private readonly byte[] _data = [.. Enumerable.Range(0, 2992).Select(i => (byte)(i * 7))];
    private readonly byte[] _datagram;

    public Ipv6FragmentTests()
    {
        _socket = _host.Bound(7);
        _datagram = Frame.Udp(_host.StationAt(9), new IpEndpoint(TwoHosts.LeftIpv6Address, 7), _data);
    }

    private Ipv6Station Station => _host.Station;

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 0, 2)]
    public void Fragments_InAnyOrder_MakeTheDatagram(params int[] order)
    {
        (int Offset, int Length)[] pieces = [(0, 1000), (1000, 1000), (2000, 1000)];
        foreach (int index in order)
        {
            SendFragment(pieces[index].Offset, pieces[index].Length);
        }

        _host.Run();
        Assert.Equal(_data, OneHost.Receive(_socket));
        Assert.Equal(1, _host.Ip.ReasmOKs);
    }

    [Fact]
    public void Fragments_BehindOptions_MakeTheDatagram()
    {
        foreach ((int offset, int length) in new[] { (0, 1000), (1000, 2000 - 8) })
        {
            byte[] payload = [(byte)IpProtocol.Ipv6Fragment, 0, 1, 4, 0, 0, 0, 0, .. Fragment(offset, Math.Min(length, 1400), moreFragments: true)];
            Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6DestinationOptions }, payload);
        }

        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, Fragment(2400, 600, moreFragments: false));
        _host.Run();
        Assert.Equal(_data, OneHost.Receive(_socket));
    }

    // RFC 8200 4.5: two senders, destinations or identifications are two datagrams.
    [Fact]
    public void Fragments_OfAnotherIdentification_AreNotMixed()
    {
        SendFragment(0, 2000);
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, Fragment(2000, 1000, moreFragments: false, identification: 1));
        _host.Run();
        Assert.Null(OneHost.Receive(_socket));
    }

    // RFC 5722 4: the whole datagram is dropped, and nobody is told.
    [Theory]
    [InlineData(992)]
    [InlineData(8)]
    [InlineData(1992)]
    public void Fragments_ThatOverlap_EndTheDatagram(int offset)
    {
        SendFragment(0, 1000);
        SendFragment(2000, 1000);
        SendFragment(offset, 1000);
        SendFragment(1000, 1000);
        _host.Run(61);
        Assert.Null(OneHost.Receive(_socket));
        Assert.Empty(Errors());
        Assert.Equal(0, _host.Stack.ReassemblyBytesHeld);
    }

    // RFC 8200 4.5 tolerates exact duplicates.
    [Fact]
    public void Fragments_SentTwice_MakeTheDatagram()
    {
        SendFragment(0, 1000);
        SendFragment(0, 1000);
        SendFragment(1000, 1000);
        SendFragment(1000, 1000);
        SendFragment(2000, 1000);
        _host.Run();
        Assert.Equal(_data, OneHost.Receive(_socket));
    }

    // RFC 6946 4: an atomic fragment is whole by itself, whatever fragments of the same identification wait.
    [Fact]
    public void AtomicFragment_IsDeliveredApartFromOthers()
    {
        SendFragment(0, 1000);
        byte[] small = Frame.Udp(_host.StationAt(9), new IpEndpoint(TwoHosts.LeftIpv6Address, 7), [4, 5]);
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, [.. FragmentHeader(0, moreFragments: false, Identification), .. small]);
        _host.Run();
        Assert.Equal([4, 5], OneHost.Receive(_socket));
        SendFragment(1000, 1000);
        SendFragment(2000, 1000);
        _host.Run();
        Assert.Equal(_data, OneHost.Receive(_socket));
    }

    // RFC 8200 4.5: all but the last are multiples of 8; the pointer is to the payload length.
    [Fact]
    public void Fragment_OfOddLength_IsAnsweredByParameterProblem()
    {
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, Fragment(0, 1001, moreFragments: true));
        _host.Run();
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)0, 4U), Assert.Single(Errors()));
    }

    // RFC 8200 4.5: a datagram that could not be stated; the pointer is to the fragment's offset.
    [Fact]
    public void Fragment_BeyondTheLongestDatagram_IsAnsweredByParameterProblem()
    {
        byte[] payload = [.. FragmentHeader(65_528, moreFragments: false, Identification), .. new byte[16]];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, payload);
        _host.Run();
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)0, 42U), Assert.Single(Errors()));
    }

    // What is in front of the fragment header counts as well.
    [Fact]
    public void Fragment_BeyondTheLongestDatagramBehindOptions_IsAnsweredByParameterProblem()
    {
        byte[] options = [(byte)IpProtocol.Ipv6Fragment, 0, 1, 4, 0, 0, 0, 0];
        byte[] payload = [.. options, .. FragmentHeader(65_520, moreFragments: false, Identification), .. new byte[8]];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6DestinationOptions }, payload);
        _host.Run();
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)0, 50U), Assert.Single(Errors()));
    }

    [Fact]
    public void Fragment_BehindMoreHeadersThanAreKept_IsDropped()
    {
        byte[] options = [(byte)IpProtocol.Ipv6Fragment, 29, 0x1E, 116, .. new byte[116], 0x1E, 118, .. new byte[118]];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6DestinationOptions }, [.. options, .. FragmentHeader(0, true, Identification), .. _datagram.AsSpan(0, 1000)]);
        _host.Run();
        Assert.Equal(1, _host.Ip.InHdrErrors);
        Assert.Equal(0, _host.Stack.ReassemblyBytesHeld);
    }

    // RFC 7112 5: who sends such hides what the packet is.
    [Theory]
    [InlineData(IpProtocol.Udp, 0)]
    [InlineData(IpProtocol.Tcp, 16)]
    [InlineData(IpProtocol.Ipv6DestinationOptions, 8)]
    public void FirstFragment_WithoutAllHeaders_IsAnsweredByParameterProblem(IpProtocol next, int length)
    {
        byte[] rest = new byte[Math.Max(length, 8)];
        rest[0] = (byte)IpProtocol.Udp;
        rest[1] = 9;
        byte[] payload = [.. FragmentHeader(0, moreFragments: true, Identification, next), .. rest.AsSpan(0, length)];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, payload);
        _host.Run();
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)3, 0U), Assert.Single(Errors()));
        Assert.Equal(0, _host.Ip.ReasmReqds);
    }

    // RFC 8200 4.1: directly behind the IPv6 header only, where it would be once the fragments are together. The pointer is to who says that it follows.
    [Fact]
    public void FirstFragment_WithHopByHopOptions_IsAnsweredByParameterProblem()
    {
        byte[] options = [(byte)IpProtocol.Udp, 0, 1, 4, 0, 0, 0, 0];
        byte[] small = Frame.Udp(_host.StationAt(9), new IpEndpoint(TwoHosts.LeftIpv6Address, 7), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        byte[] first = [.. FragmentHeader(0, moreFragments: true, Identification, IpProtocol.HopByHopOptions), .. options, .. small[..16]];
        byte[] second = [.. FragmentHeader(24, moreFragments: false, Identification, IpProtocol.HopByHopOptions), .. small[16..]];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, first);
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, second);
        _host.Run();
        Assert.Null(OneHost.Receive(_socket));
        Assert.Equal((Icmpv6Type.ParameterProblem, (byte)1, 40U), Assert.Single(Errors()));
    }

    // RFC 8200 4.5: 60 seconds, and an error only if the first fragment came.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, false)]
    public void Fragments_Incomplete_AreGivenUpAfterAMinute(int offset, bool isReported)
    {
        SendFragment(offset, 1000);
        _host.Run(59.9);
        Assert.Empty(Errors());
        Assert.NotEqual(0, _host.Stack.ReassemblyBytesHeld);
        _host.Run(0.2);
        Assert.Equal(isReported ? [(Icmpv6Type.TimeExceeded, (byte)1, 0U)] : [], Errors());
        Assert.Equal(0, _host.Stack.ReassemblyBytesHeld);
    }

    // A fragment header within what was put together: nobody honest nests them.
    [Fact]
    public void Fragments_Nested_AreDropped()
    {
        byte[] inner = [.. FragmentHeader(0, moreFragments: false, 7), .. _datagram.AsSpan(0, 1000 - 8)];
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, [.. FragmentHeader(0, true, Identification, IpProtocol.Ipv6Fragment), .. inner]);
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, [.. FragmentHeader(1000, false, Identification, IpProtocol.Ipv6Fragment), .. new byte[8]]);
        _host.Run();
        Assert.Null(OneHost.Receive(_socket));
        Assert.Equal(1, _host.Ip.InHdrErrors);
    }

    [Theory]
    [InlineData(1452, 1)]
    [InlineData(1453, 2)]
    [InlineData(60_000, 42)]
    public void Send_LongerThanThePath_IsFragmentedByUs(int length, int packets)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 3))];
        TwoHosts hosts = new(ipv6: true);
        UdpSocket receiver = hosts.Right.Udp.CreateSocket();
        Assert.Equal(TransportError.None, receiver.Bind(new IpEndpoint(IpAddress.AnyIpv6, 7), dualStack: true, reuseAddress: false));
        UdpSocket sender = hosts.Left.Udp.CreateSocket();

        // The neighbour is known, so that nothing waits for it.
        Assert.Equal(TransportError.None, sender.Send([1], new IpEndpoint(TwoHosts.RightIpv6Address, 7)));
        hosts.Network.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.NotNull(OneHost.Receive(receiver));
        Assert.Equal(TransportError.None, sender.Send(data, new IpEndpoint(TwoHosts.RightIpv6Address, 7)));
        hosts.Network.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Equal(data, OneHost.Receive(receiver));
        Assert.Equal(packets > 1 ? packets : 0, hosts.Left.Counters.Ipv6.OutFragCreates);
    }

    [Fact]
    public void Send_DoNotFragment_IsRefusedBeyondThePath()
    {
        _socket.DoNotFragment = true;
        Assert.Equal(TransportError.MessageTooLong, _socket.Send(new byte[1453], _host.StationAt(9)));
        Assert.Equal(TransportError.None, _socket.Send(new byte[1452], _host.StationAt(9)));
    }

    private void SendFragment(int offset, int length) =>
        Station.Send(new Ipv6Header { NextHeader = IpProtocol.Ipv6Fragment }, Fragment(offset, length, offset + length < _datagram.Length));

    private byte[] Fragment(int offset, int length, bool moreFragments, uint identification = Identification) =>
        [.. FragmentHeader(offset, moreFragments, identification), .. _datagram.AsSpan(offset, length)];

    private static byte[] FragmentHeader(int offset, bool moreFragments, uint identification, IpProtocol next = IpProtocol.Udp)
    {
        byte[] header = new byte[Ipv6FragmentHeader.Size];
        new Ipv6FragmentHeader(next, offset, moreFragments, identification).WriteTo(header);
        return header;
    }

    private List<(Icmpv6Type Type, byte Code, uint Pointer)> Errors() => Station.Icmp
        .Where(message => message.Icmp.Type < Icmpv6Type.EchoRequest)
        .Select(message => (message.Icmp.Type, message.Icmp.Code, message.Icmp.Rest))
        .ToList();
}
