using System;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A device that always has one more frame: it is polled within a budget, and timers, sending and programs go on.</summary>
public sealed class EndlessFramesTests
{
    private readonly OneHost _host = new();
    private readonly FloodedPort _port;
    private readonly NetworkInterface _flooded;

    public EndlessFramesTests()
    {
        IpAddress own = IpAddress.FromIpv4(10, 9, 0, 1);
        _port = new FloodedPort(_host.Wire.Attach(new MacAddress(0x0200_0000_0077)));
        _flooded = _host.Stack.AddInterface("eth1", _port);
        _flooded.AddAddress(new IpPrefix(own, 24));
    }

    [Fact]
    public void Poll_Endless_ComesToAnEndAndAsksToBePolledAgain()
    {
        long before = _port.Taken;
        _host.Stack.Poll(_host.Stack.Now);

        Assert.InRange(_port.Taken - before, 32, 128);
        Assert.True(_host.Stack.NextPoll <= _host.Stack.Now);
    }

    // RFC 5227 2.3: the second announcement comes two seconds after the first.
    [Fact]
    public void Poll_Endless_TimersFire()
    {
        Poll(times: 3);
        Assert.Equal(1, _port.Announcements);
        _host.Network.Clock.Advance(TimeSpan.FromSeconds(2));
        Poll(times: 1);

        Assert.Equal(2, _port.Announcements);
    }

    [Fact]
    public void Poll_Endless_ProgramsSendAndReceive()
    {
        UdpSocket socket = _host.Bound(7);
        for (byte i = 0; i < 50; i++)
        {
            _host.SendUdp(9, 7, [i]);
            _host.Network.Clock.Advance(TimeSpan.FromMilliseconds(2));
            _host.Wire.Run();
            Poll(times: 1);
            Assert.Equal([i], OneHost.Receive(socket)!);
            int flushes = _host.Port.Flushes;
            Assert.Equal(TransportError.None, socket.Send([i], _host.StationAt(9)));
            Poll(times: 1);
            Assert.NotEqual(flushes, _host.Port.Flushes);
        }
    }

    private void Poll(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _host.Stack.Poll(_host.Network.Clock.Now);
        }
    }

    /// <summary>Brings a datagram for a port that nobody has whenever it is asked.</summary>
    private sealed class FloodedPort : ILinkDevice, IFrameOwner
    {
        private readonly WirePort _inner;
        private readonly byte[] _datagram = Frame.Udp(new IpEndpoint(IpAddress.FromIpv4(10, 9, 0, 2), 9), new IpEndpoint(IpAddress.FromIpv4(10, 9, 0, 9), 9), [1]);
        private readonly byte[] _frame;

        public FloodedPort(WirePort inner)
        {
            _inner = inner;
            _frame = new byte[EthernetHeader.Size + Ipv4Header.Size + _datagram.Length];
            new EthernetHeader(inner.Capabilities.Address, new MacAddress(0x0200_0000_0078), EtherType.Ipv4).WriteTo(_frame);
            new Ipv4Header
            {
                Source = IpAddress.FromIpv4(10, 9, 0, 2),
                Destination = IpAddress.FromIpv4(10, 9, 0, 9),
                Protocol = IpProtocol.Udp,
                PayloadLength = _datagram.Length,
                TimeToLive = 64,
            }.WriteTo(_frame.AsSpan(EthernetHeader.Size));
            _datagram.CopyTo(_frame.AsSpan(EthernetHeader.Size + Ipv4Header.Size));
        }

        public long Taken { get; private set; }

        public int Announcements { get; private set; }

        public LinkCapabilities Capabilities => _inner.Capabilities;

        public bool IsLinkUp => true;

        public LinkStatistics Statistics => default;

        public bool TryReceive(out ReceivedFrame frame)
        {
            Taken++;
            frame = new ReceivedFrame(this, slot: 0, _frame);
            return true;
        }

        public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
        {
            Announcements += length == EthernetHeader.Size + ArpPacket.Size ? 1 : 0;
            return _inner.TryReserve(length, offload, out frame);
        }

        public void Flush() => _inner.Flush();

        public void ReleaseReceived(int slot)
        {
        }

        public void QueueOutgoing(int slot) => throw new NotSupportedException();

        public void CancelOutgoing(int slot) => throw new NotSupportedException();
    }
}
