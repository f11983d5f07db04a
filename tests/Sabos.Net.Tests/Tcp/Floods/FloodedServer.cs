using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>
/// A server at 10.0.0.1/16 with a listener on port 80, a client at 10.0.0.2, and an attacker who is the gateway as well: what is for addresses
/// elsewhere reaches him, and addresses of the link that nobody has stay unresolved.
/// </summary>
internal sealed class FloodedServer
{
    public static readonly IpEndpoint Service = new(TwoHosts.LeftAddress, 80);

    private static readonly MacAddress s_attacker = new(0x0200_0000_00EE);

    private readonly Random _random = new(11);
    private readonly WirePort _serverPort;
    private readonly WirePort _attackerPort;
    private readonly SegmentForge _forge = new(s_attacker, TwoHosts.LeftHardware);
    private readonly List<TcpConnection> _served = [];
    private readonly byte[] _buffer = new byte[4096];

    /// <param name="observed">Count bytes and follow sequence numbers, which allocates for every frame.</param>
    public FloodedServer(bool observed = true)
    {
        Wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        _serverPort = Wire.Attach(TwoHosts.LeftHardware);
        Server = Network.AddStack(1);
        Interface = Server.AddInterface("eth0", _serverPort);
        Interface.AddAddress(new IpPrefix(TwoHosts.LeftAddress, 16));
        Client = Network.AddStack(2);
        WirePort clientPort = Wire.Attach(TwoHosts.RightHardware);
        Client.AddInterface("eth0", clientPort).AddAddress(new IpPrefix(TwoHosts.RightAddress, 16));

        IpAddress gateway = IpAddress.FromIpv4(10, 0, 255, 254);
        Station attacker = new(Network, Wire, s_attacker, gateway);
        attacker.Heard += _ => attacker.Frames.Clear();
        _attackerPort = Wire.Attach(s_attacker);
        Server.Routes.Add(new Route(new IpPrefix(IpAddress.AnyIpv4, 0), gateway, Interface));
        Assert.Equal(TransportError.None, Server.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv4, Service.Port), 128, false, false, out TcpListener? listener));
        Listener = listener!;
        Network.RunFor(TimeSpan.FromSeconds(5));
        if (observed)
        {
            Wire.FrameSent += (port, frame) => Observe(port == clientPort, port == _serverPort, port == _attackerPort, frame.Span);
        }
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public NetworkStack Server { get; }

    public NetworkInterface Interface { get; }

    public NetworkStack Client { get; }

    public TcpListener Listener { get; }

    /// <summary>What the attacker sent to the server, in bytes of whole frames.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>What the server sent to anybody but the client.</summary>
    public long SentBytes { get; private set; }

    /// <summary>SND.NXT of the client's connections by their local port, as a spy on the wire would know it.</summary>
    public Dictionary<ushort, uint> ClientNext { get; } = [];

    /// <summary>Somebody elsewhere, or on the link.</summary>
    public IpEndpoint RandomSource(bool onLink) => new(
        IpAddress.FromIpv4((uint)((onLink ? 0x0A00_0100 : 0x2000_0000) + (_random.Next(onLink ? 0xFE : 0x20_0000) << 8) + _random.Next(1, 255))),
        (ushort)_random.Next(1024, 65_536));

    public uint RandomNumber() => (uint)_random.NextInt64(1L << 32);

    public void Forge(IpEndpoint from, IpEndpoint to, TcpFlags flags, uint sequence, uint acknowledgment, in TcpOptions options = default, int data = 0) =>
        _attackerPort.Send(_forge.Make(from, to, flags, sequence, acknowledgment, options, data));

    /// <summary>Lets time pass, while the service answers each byte with the same byte.</summary>
    public void Run(TimeSpan span)
    {
        Network.RunFor(span);
        Serve();
    }

    /// <summary>Opens a connection, has one byte echoed and closes; the simulated time it took.</summary>
    public TimeSpan Visit(Action meanwhile)
    {
        Instant start = Network.Clock.Now;
        TcpConnection connection = Connect();
        int echoed = 0;
        while (echoed == 0)
        {
            Assert.True(Network.Clock.Now - start < TimeSpan.FromSeconds(20), $"not served in 20 s; {connection.State}, {connection.Error}");
            meanwhile();
            Run(TimeSpan.FromMilliseconds(1));
            connection.Receive(_buffer, out echoed);
        }

        connection.Close();
        return Network.Clock.Now - start;
    }

    /// <summary>A connection of the client with one byte sent.</summary>
    public TcpConnection Connect()
    {
        Assert.Equal(TransportError.None, Client.Tcp.Connect(default, Service, false, out TcpConnection? connection));
        Assert.True(Network.RunUntil(() => connection!.State == TcpState.Established || connection.State == TcpState.SynSent, TimeSpan.FromMilliseconds(1)));
        connection!.Observer = new SendOnceWritable(connection);
        return connection;
    }

    private void Observe(bool byClient, bool byServer, bool byAttacker, ReadOnlySpan<byte> frame)
    {
        ReceivedBytes += byAttacker ? frame.Length : 0;
        SentBytes += byServer && MacAddress.Read(frame) != TwoHosts.RightHardware ? frame.Length : 0;
        if (byClient && EthernetFrame.TryParse(frame, out EthernetFrame ethernet) && ethernet.Type == EtherType.Ipv4
            && Ipv4Packet.TryParse(ethernet.Payload, out Ipv4Packet packet) && TcpSegment.TryParse(packet.Payload, out TcpSegment segment))
        {
            ClientNext[segment.SourcePort] = (segment.Sequence + segment.SequenceLength).Value;
        }
    }

    private void Serve()
    {
        while (Listener.TryAccept(out TcpConnection? connection))
        {
            _served.Add(connection!);
        }

        for (int i = _served.Count - 1; i >= 0; i--)
        {
            TransportError error = _served[i].Receive(_buffer, out int count);
            if (count > 0)
            {
                _served[i].Send(_buffer.AsSpan(0, count), out _);
            }
            else if (error != TransportError.WouldBlock)
            {
                _served[i].Close();
                _served.RemoveAt(i);
            }
        }
    }

    private sealed class SendOnceWritable(TcpConnection connection) : IReadinessObserver
    {
        private bool _sent;

        public void OnReady(Readiness raised)
        {
            if (!_sent && (raised & Readiness.Writable) != 0)
            {
                _sent = true;
                connection.Send("x"u8, out _);
            }
        }
    }
}
