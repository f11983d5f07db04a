using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>TCP as a whole: the demultiplexer, the listeners, the connections and their timers.</summary>
public sealed class TcpLayer : ITransport
{
    private readonly TcpContext _context;
    private readonly LocalEndpoints _endpoints;

    // What met a device without room waits here until the rest has had its turn.
    private readonly OutputQueue _blocked = new();

    // Connections in the queue that have not had a turn since the blocked ones last came back to it.
    private int _turnsLeft;

    internal TcpLayer(IIpOutput output, StackRandom random, TcpCounters counters, TcpSettings settings)
    {
        _context = new TcpContext(output, random, counters, settings);
        _endpoints = new LocalEndpoints(_context);
    }

    public IpProtocol Protocol => IpProtocol.Tcp;

    /// <inheritdoc/>
    public Instant NextPoll
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => HasWork ? _context.Now : Instant.Earlier(_context.Timers.Next, _context.TimeWaits.Next);
    }

    /// <summary>Whether connections have something to send, no matter when: <see cref="NextPoll"/> is now.</summary>
    public bool HasWork
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !_context.Pending.IsEmpty || _context.MemoryWaiters.IsDue;
    }

    /// <summary>What the stack was made with.</summary>
    public TcpSettings Settings => _context.Settings;

    internal TcpContext Context => _context;

    /// <summary>How often a connection was asked for what it has to send: the work done until now.</summary>
    internal long Turns { get; private set; }

    /// <summary>As <see cref="NetworkStack.AdvanceTo"/>.</summary>
    internal void AdvanceTo(Instant now) => _context.Now = now;

    /// <summary>Begins to listen. Port 0 picks an ephemeral port.</summary>
    /// <param name="local">Unspecified IPv4 address: all of ours of IPv4; unspecified IPv6 address: all of IPv6, and of IPv4 if dualStack.</param>
    /// <param name="backlog">The most connections that wait to be accepted.</param>
    /// <param name="dualStack">An IPv6 listener that takes IPv4 connections too (IPV6_V6ONLY off).</param>
    /// <param name="reuseAddress">SO_REUSEADDR: connections that remain on the port are no obstacle.</param>
    /// <param name="listener">The listener.</param>
    /// <returns>None, AddressInUse, AddressNotAvailable.</returns>
    public TransportError Listen(IpEndpoint local, int backlog, bool dualStack, bool reuseAddress, out TcpListener? listener)
    {
        listener = null;
        TransportError error = _endpoints.Choose(ref local, dualStack, reuseAddress, listens: true);
        if (error == TransportError.None)
        {
            listener = new TcpListener(_context, local, dualStack, reuseAddress, backlog);
            _context.Ports.Add(listener.Claim);
        }

        return error;
    }

    /// <summary>Begins an active open; Writable, or Error, tells how it went.</summary>
    /// <param name="local">Address (unspecified: by route) and port (0: ephemeral, RFC 6056).</param>
    /// <param name="remote">Where to.</param>
    /// <param name="reuseAddress">SO_REUSEADDR: the port may be shared with connections to elsewhere.</param>
    /// <param name="connection">In state SynSent.</param>
    /// <returns>None, AddressInUse, AddressNotAvailable, NetworkUnreachable, InvalidArgument, NoBufferSpace.</returns>
    public TransportError Connect(IpEndpoint local, IpEndpoint remote, bool reuseAddress, out TcpConnection? connection)
    {
        connection = null;
        if (remote.Port == 0 || remote.Address.IsUnspecified || remote.Address.IsMulticast || remote.Address.IsLimitedBroadcast)
        {
            return TransportError.InvalidArgument;
        }

        if (!_context.HasRoom)
        {
            return TransportError.NoBufferSpace;
        }

        TransportError error = _context.Routes.TryRoute(remote.Address, local.Address, out IpRoute route);
        if (error != TransportError.None)
        {
            return error;
        }

        local = local with { Address = route.Source };
        error = _endpoints.ChooseFor(remote, ref local, reuseAddress);
        if (error != TransportError.None)
        {
            return error;
        }

        connection = new TcpConnection(_context, new ConnectionKey(local, remote), route.Mtu);
        _context.Table.Add(connection);
        _context.Pending.Add(connection);
        return TransportError.None;
    }

    /// <summary>Reserves a local port for a socket that is bound but neither listens nor connects yet; release it before Listen or Connect on it.</summary>
    public TransportError TryBind(IpEndpoint local, bool dualStack, bool reuseAddress, out TcpBinding? binding)
    {
        binding = null;
        TransportError error = _endpoints.Choose(ref local, dualStack, reuseAddress, listens: false);
        if (error == TransportError.None)
        {
            var claim = new PortClaim { Local = local, DualStack = dualStack, ReuseAddress = reuseAddress };
            _context.Ports.Add(claim);
            binding = new TcpBinding(_context.Ports, claim);
        }

        return error;
    }

    /// <summary>A snapshot of all connections, listeners included (State Listen).</summary>
    public IReadOnlyList<TcpConnectionInfo> GetConnections()
    {
        List<TcpConnectionInfo> connections = [];
        foreach (TcpListener listener in _context.Ports.GetListeners())
        {
            connections.Add(listener.GetInfo());
        }

        foreach (ISegmentTarget target in _context.Table.ToArray())
        {
            connections.Add(target.GetInfo());
        }

        return connections;
    }

    public bool Receive(Instant now, in IpReceived packet, ReadOnlySpan<byte> payload)
    {
        _context.Now = now;
        TcpCounters counters = _context.Counters;
        counters.InSegments++;

        // RFC 9293 3.9.2.3: nothing for or from a broadcast or multicast address is answered.
        if (!packet.IsUnicast)
        {
            return true;
        }

        bool isMarked = EcnField.Of(packet.TrafficClass) == EcnField.CongestionExperienced;
        if (!TcpSegment.TryParse(payload, out TcpSegment segment, isMarked, packet.SegmentSize))
        {
            counters.InErrors++;
            return true;
        }

        if (!packet.ChecksumVerified && !HasRightChecksum(packet, payload))
        {
            counters.InErrors++;
            counters.InChecksumErrors++;
            return true;
        }

        counters.InSegments += segment.Size == 0 ? 0 : segment.Count - 1;

        var key = new ConnectionKey(new IpEndpoint(packet.Destination, segment.DestinationPort), new IpEndpoint(packet.Source, segment.SourcePort));
        ISegmentTarget? target = _context.Table.Find(key);
        if (target is not null)
        {
            target.SegmentArrived(now, segment);
        }
        else if (_context.Ports.FindListener(key.Local) is TcpListener listener)
        {
            listener.SegmentArrived(now, key, segment);
        }
        else
        {
            _context.Output.Reset(now, key, segment);
        }

        return true;
    }

    public void ReceiveError(Instant now, PathError error, IpAddress source, IpAddress destination, ReadOnlySpan<byte> quotation, int pathMtu)
    {
        _context.Now = now;
        if (TcpQuotation.TryParse(quotation, out TcpQuotation quoted))
        {
            var key = new ConnectionKey(new IpEndpoint(source, quoted.SourcePort), new IpEndpoint(destination, quoted.DestinationPort));
            _context.Table.Find(key)?.PathErrorArrived(now, error, quoted.Sequence, pathMtu);
        }
    }

    public bool Poll(Instant now, int budget)
    {
        _context.Now = now;
        if (_context.Timers.Next <= now)
        {
            _context.Timers.Run(now);
        }

        if (_context.TimeWaits.Next <= now)
        {
            _context.TimeWaits.Run(now);
        }

        if (!HasWork && _blocked.IsEmpty)
        {
            return false;
        }

        _context.MemoryWaiters.Release();
        if (_turnsLeft == 0)
        {
            RetryBlocked();
        }

        // Those who were refused in an earlier poll of this round may be the only ones who do not know that there is room: the device told of it once.
        bool isAnyRefused = Transmit(now, budget);
        return !_context.Pending.IsEmpty || (!isAnyRefused && !_blocked.IsEmpty);
    }

    public void AddressRemoved(IpAddress address)
    {
        foreach (ISegmentTarget target in _context.Table.ToArray())
        {
            if (target.Key.Local.Address == address)
            {
                target.AddressRemoved();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasRightChecksum(in IpReceived packet, ReadOnlySpan<byte> segment)
    {
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(packet.Source, packet.Destination, IpProtocol.Tcp, segment.Length);
        checksum.Add(segment);
        return checksum.Value == 0;
    }

    private void RetryBlocked()
    {
        while (_blocked.Take() is TcpConnection connection)
        {
            _context.Pending.Add(connection);
        }

        _turnsLeft = _context.Pending.Count;
    }

    /// <summary>What is refused costs as much of the budget as what is sent, or a full device would have every connection try at every poll.</summary>
    /// <returns>Whether the device has refused room, and so will tell when there is some.</returns>
    private bool Transmit(Instant now, int budget)
    {
        bool isAnyRefused = false;
        while (budget > 0 && _context.Pending.Take() is TcpConnection connection)
        {
            Turns++;
            _turnsLeft -= _turnsLeft > 0 ? 1 : 0;
            TransmitResult result = connection.Transmit(now, ref budget);
            if (result == TransmitResult.Blocked)
            {
                budget--;
                isAnyRefused = true;
                _blocked.Add(connection);
            }
            else if (result == TransmitResult.MoreToSend)
            {
                _context.Pending.Add(connection);
            }
        }

        return isAnyRefused;
    }
}
