using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A path that stands still for a second and loses nothing: whatever the options, what it costs is the second.</summary>
public sealed class DelaySpikeTests
{
    private const ushort Port = 7;
    private const int Length = 2_000_000;
    private static readonly TimeSpan s_spike = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Spike_OfASecond_IsUndoneAndHardlyAnythingIsSentTwice(bool timestamps, bool selective)
    {
        TcpSettings settings = new() { Timestamps = timestamps, SelectiveAcknowledgments = selective, MaximumReceiveBufferSize = 60_000, ReceiveBufferSize = 60_000 };
        TimeSpan without = Transfer(settings, spike: false, out TcpCounters smooth);
        TimeSpan with = Transfer(settings, spike: true, out TcpCounters counters);
        Assert.Equal(0, smooth.RetransmittedSegments);
        Assert.InRange(counters.RetransmissionTimeouts, 1, 3);
        Assert.Equal(1, counters.SpuriousTimeouts);
        Assert.InRange(counters.RetransmittedSegments, 1, 4);
        Assert.InRange((with - without).TotalSeconds, 0, 1.4);
    }

    private static TimeSpan Transfer(TcpSettings settings, bool spike, out TcpCounters counters)
    {
        TwoHosts hosts = new(latencyMilliseconds: 20, tcp: settings);
        Assert.Equal(TransportError.None, hosts.Right.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv4, Port), 5, false, false, out TcpListener? listener));
        Assert.Equal(
            TransportError.None,
            hosts.Left.Tcp.Connect(new IpEndpoint(IpAddress.AnyIpv4, 0), new IpEndpoint(TwoHosts.RightAddress, Port), false, out TcpConnection? client));
        counters = hosts.Left.Counters.Tcp;
        StreamEnd left = new(client!, Length, 0, seed: 1);
        StreamEnd? right = null;
        Instant start = hosts.Network.Clock.Now;
        bool done = hosts.Network.RunUntil(
            () =>
            {
                if (right is null && listener!.TryAccept(out TcpConnection? accepted))
                {
                    right = new StreamEnd(accepted!, 0, Length, seed: 2);
                }

                if (client!.State is not TcpState.SynSent)
                {
                    left.Run();
                }

                right?.Run();
                if (spike && right?.Received > Length / 3)
                {
                    spike = false;
                    hosts.Wire.StandsStillUntil = hosts.Network.Clock.Now + s_spike;
                }

                return right is { IsDone: true };
            },
            TimeSpan.FromMinutes(1));
        Assert.True(done);
        return hosts.Network.Clock.Now - start;
    }
}
