using System;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>The wire that transfers are judged on keeps its own promises.</summary>
public sealed class SimulatedWireTests
{
    private readonly ManualClock _clock = new();
    private readonly SimulatedWire _wire;
    private readonly WirePort _from;
    private readonly WirePort _to;

    public SimulatedWireTests()
    {
        _wire = new SimulatedWire(_clock, TimeSpan.FromMilliseconds(10)) { BitsPerSecond = 8_000_000 };
        _from = _wire.Attach(TwoHosts.LeftHardware);
        _to = _wire.Attach(TwoHosts.RightHardware);
    }

    [Fact]
    public void DropQueue_Full_DropsTheTailAndKeepsTheRate()
    {
        _wire.DropQueue = 5000;
        for (int i = 0; i < 8; i++)
        {
            _from.Send(Packet((byte)i));
        }

        Assert.Equal(5000, _from.Waiting);
        Assert.Equal(3, _from.QueueDrops);
        for (int i = 0; i < 5; i++)
        {
            // A megabyte in a second: a millisecond for each.
            AdvanceTo(TimeSpan.FromMilliseconds(10.9 + i));
            Assert.Null(_to.Take());
            AdvanceTo(TimeSpan.FromMilliseconds(11 + i));
            Assert.Equal(i, _to.Take()![^1]);
        }

        AdvanceTo(TimeSpan.FromSeconds(1));
        Assert.Null(_to.Take());
    }

    private static byte[] Packet(byte last)
    {
        byte[] frame = new byte[1000];
        new EthernetHeader(TwoHosts.RightHardware, TwoHosts.LeftHardware, EtherType.Ipv4).WriteTo(frame);
        new Ipv4Header
        {
            Source = TwoHosts.LeftAddress,
            Destination = TwoHosts.RightAddress,
            Protocol = (IpProtocol)253,
            TimeToLive = 64,
            PayloadLength = frame.Length - EthernetHeader.Size - Ipv4Header.Size,
        }.WriteTo(frame.AsSpan(EthernetHeader.Size));
        frame[^1] = last;
        return frame;
    }

    private void AdvanceTo(TimeSpan sinceStart)
    {
        _clock.AdvanceTo(Instant.FromMilliseconds(1000) + sinceStart);
        _wire.Run();
    }
}
