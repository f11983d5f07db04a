using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Two stacks, a long wire between them, and flows from the left to the right.</summary>
internal sealed class BulkPath
{
    private readonly NetworkStack _left;
    private readonly NetworkStack _right;
    private readonly List<BulkFlow> _flows = [];

    /// <param name="roundTrip">Of the wire alone.</param>
    /// <param name="settings">Of both stacks; their buffers are made large.</param>
    /// <param name="mtu">Of the wire.</param>
    /// <param name="loses">Whether a frame with data is lost, by its number.</param>
    public BulkPath(TimeSpan roundTrip, TcpSettings settings, int mtu = 1500, Func<int, bool>? loses = null)
    {
        settings = settings with { BufferMemory = 64 << 20, SendBufferSize = 2 << 20, ReceiveBufferSize = 4 << 20 };
        Wire = Network.AddWire(roundTrip / 2);
        Wire.TransmitQueue = int.MaxValue;
        Port = Wire.Attach(TwoHosts.LeftHardware, mtu);
        Link = new LosingLink(Wire.Attach(TwoHosts.RightHardware, mtu), loses ?? (static _ => false));
        _left = Network.AddStack(1, tcp: settings);
        _right = Network.AddStack(2, tcp: settings);
        _left.AddInterface("eth0", Port).AddAddress(new IpPrefix(TwoHosts.LeftAddress, 24));
        _right.AddInterface("eth0", Link).AddAddress(new IpPrefix(TwoHosts.RightAddress, 24));
        Network.Polled += RunFlows;
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    /// <summary>The sender's port.</summary>
    public WirePort Port { get; }

    public LosingLink Link { get; }

    public TcpCounters Counters => _left.Counters.Tcp;

    /// <summary>Opens a connection and begins to send.</summary>
    public BulkFlow Start(CongestionControlAlgorithm? algorithm = null)
    {
        ushort port = (ushort)(80 + _flows.Count);
        Assert.Equal(TransportError.None, _right.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv4, port), 5, false, false, out TcpListener? listener));
        Assert.Equal(TransportError.None, _left.Tcp.Connect(default, new IpEndpoint(TwoHosts.RightAddress, port), false, out TcpConnection? connection));
        connection!.CongestionControl = algorithm ?? connection.CongestionControl;
        BulkFlow flow = new(connection, listener!);
        _flows.Add(flow);
        return flow;
    }

    private void RunFlows()
    {
        foreach (BulkFlow flow in _flows)
        {
            flow.Run();
        }
    }
}
