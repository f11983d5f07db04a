using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>TCP over IPv6 paths that take less than the link, and say so or do not (RFC 8201).</summary>
public sealed class Ipv6PathMtuTests
{
    private static readonly IpAddress s_routerAddress = IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 3);

    private readonly TwoHosts _hosts = new(ipv6: true);
    private readonly Ipv6Station _router;
    private bool _reports;
    private int _largestThrough;

    public Ipv6PathMtuTests()
    {
        _router = new Ipv6Station(_hosts.Network, _hosts.Wire, new MacAddress(0x0200_0000_0003), s_routerAddress);
        _hosts.Wire.FrameVanished += Report;
        _hosts.Wire.FrameSent += (_, frame) =>
            _largestThrough = frame.Length <= _hosts.Wire.MaximumFrameLength ? Math.Max(_largestThrough, frame.Length - EthernetHeader.Size) : _largestThrough;
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(1280)]
    public void PacketTooBig_LowersTheSegmentsOfTheConnection(int mtu)
    {
        _reports = true;
        Narrow(mtu);
        Transfer(200_000, TimeSpan.FromSeconds(2));
        Assert.Equal(mtu, _largestThrough);
        Assert.Equal(0, _hosts.Left.Counters.Tcp.BlackHolesSuspected);
        Assert.NotEqual(0, _hosts.Left.Counters.Icmpv6.Received(Icmpv6Type.PacketTooBig));
    }

    // RFC 8200 5: 1280 bytes pass everywhere, so nothing smaller is tried.
    [Theory]
    [InlineData(1280)]
    [InlineData(1350)]
    public void BlackHole_FromTheStart_IsPassedInPacketsOf1280(int mtu)
    {
        Narrow(mtu);
        Transfer(200_000, TimeSpan.FromSeconds(30));
        Assert.Equal(1, _hosts.Left.Counters.Tcp.BlackHolesSuspected);
        Assert.InRange(_largestThrough, 1280, mtu);
    }

    private void Narrow(int mtu) => _hosts.Wire.MaximumFrameLength = EthernetHeader.Size + mtu;

    private void Transfer(int length, TimeSpan limit)
    {
        _hosts.Right.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv6, 80), 5, false, reuseAddress: true, out TcpListener? listener);
        _hosts.Left.Tcp.Connect(default, new IpEndpoint(TwoHosts.RightIpv6Address, 80), false, out TcpConnection? client);
        TcpConnection? server = null;
        Assert.True(_hosts.Network.RunUntil(() => listener!.TryAccept(out server), TimeSpan.FromSeconds(5)));
        StreamEnd left = new(client!, length, 0, seed: 1);
        StreamEnd right = new(server!, 0, length, seed: 2);
        Assert.True(_hosts.Network.RunUntil(
            () =>
            {
                left.Run();
                right.Run();
                return left.IsDone && right.IsDone;
            },
            limit));
        Assert.Equal(length, right.Received);
    }

    private void Report(ReadOnlyMemory<byte> frame)
    {
        if (_reports)
        {
            Icmpv6Header header = new(Icmpv6Type.PacketTooBig, 0, (uint)(_hosts.Wire.MaximumFrameLength - EthernetHeader.Size));
            _router.SendIcmp(header, frame.Span.Slice(EthernetHeader.Size, 60), hopLimit: 64);
        }
    }
}
