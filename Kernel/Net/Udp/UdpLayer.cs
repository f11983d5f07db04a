using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>UDP as a whole (RFC 768, RFC 1122 4.1): the demultiplexer and the sockets.</summary>
public sealed partial class UdpLayer : ITransport
{
    private readonly IIpOutput _output;
    private readonly StackCounters _counters;
    private readonly Func<IpAddress, bool> _isBroadcast;
    private readonly IReadOnlyList<NetworkInterface> _interfaces;
    private readonly UdpPorts _ports;
    private readonly List<UdpSocket> _blocked = [];

    /// <param name="output">The IP layer.</param>
    /// <param name="random">For ephemeral ports.</param>
    /// <param name="counters">What is counted.</param>
    /// <param name="isBroadcast">Whether an address is a broadcast address of some interface.</param>
    /// <param name="interfaces">Where groups are.</param>
    internal UdpLayer(
        IIpOutput output, StackRandom random, StackCounters counters, Func<IpAddress, bool> isBroadcast, IReadOnlyList<NetworkInterface> interfaces)
    {
        _output = output;
        _counters = counters;
        _isBroadcast = isBroadcast;
        _interfaces = interfaces;
        _ports = new UdpPorts(random);
    }

    public IpProtocol Protocol => IpProtocol.Udp;

    public Instant NextPoll => Instant.Never;

    public UdpSocket CreateSocket() => new(this);

    /// <summary>A snapshot of the bound sockets.</summary>
    public IReadOnlyList<IpEndpoint> GetListeners()
    {
        List<IpEndpoint> endpoints = [];
        foreach (UdpSocket socket in _ports.All())
        {
            endpoints.Add(socket.LocalEndpoint);
        }

        return endpoints;
    }

    public bool Receive(Instant now, in IpReceived packet, ReadOnlySpan<byte> payload)
    {
        if (!UdpDatagram.TryParse(payload, out UdpDatagram datagram)
            || !(packet.ChecksumVerified || datagram.VerifyChecksum(packet.Source, packet.Destination)))
        {
            CountersOf(packet.Source).InErrors++;
            return true;
        }

        IpEndpoint source = new(packet.Source, datagram.SourcePort);
        List<UdpSocket> candidates = _ports.At(datagram.DestinationPort);
        DatagramReceived facts = new(0, 0, source, packet.Destination, packet.Interface.Index, packet.TimeToLive);
        if (!packet.IsUnicast)
        {
            return DeliverToAll(candidates, facts, packet.Interface, datagram.Payload);
        }

        if (FindBest(candidates, packet.Destination, source) is not { } socket)
        {
            CountersOf(packet.Source).NoPorts++;
            return false;
        }

        Deliver(socket, facts, datagram.Payload);
        return true;
    }

    /// <summary>
    /// Tells a connected socket (RFC 1122 4.1.3.3, RFC 8085 5.2); others cannot know whether they ever sent that packet. The path's MTU is taken from
    /// an error about any socket's datagram where nobody on the way fragments (RFC 8201 5.2).
    /// </summary>
    public void ReceiveError(Instant now, PathError error, IpAddress source, IpAddress destination, ReadOnlySpan<byte> quotation, int pathMtu)
    {
        if (quotation.Length < UdpHeader.Size)
        {
            return;
        }

        ushort localPort = (ushort)((quotation[0] << 8) | quotation[1]);
        IpEndpoint remote = new(destination, (ushort)((quotation[2] << 8) | quotation[3]));
        if (FindBest(_ports.At(localPort), source, remote) is not { } socket)
        {
            return;
        }

        bool isConnected = socket.RemoteEndpoint is not null;
        if (error == PathError.PacketTooBig && (isConnected || destination.IsIpv6))
        {
            _output.ReducePathMtu(destination, pathMtu);
        }

        if (!isConnected)
        {
            return;
        }

        switch (error)
        {
            case PathError.PacketTooBig:
                if (socket.DoNotFragment)
                {
                    socket.Fail(TransportError.MessageTooLong);
                }

                break;
            case PathError.PortUnreachable or PathError.ProtocolUnreachable:
                socket.Fail(TransportError.ConnectionRefused);
                break;
            case PathError.NetworkUnreachable:
                socket.Fail(TransportError.NetworkUnreachable);
                break;
            case PathError.HostUnreachable or PathError.AdministrativelyProhibited:
                socket.Fail(TransportError.HostUnreachable);
                break;
        }
    }

    public bool Poll(Instant now, int budget)
    {
        if (_blocked.Count == 0)
        {
            return false;
        }

        foreach (UdpSocket socket in _blocked)
        {
            socket.RetryWritable();
        }

        _blocked.Clear();
        return false;
    }

    public void AddressRemoved(IpAddress address)
    {
        foreach (UdpSocket socket in _ports.All())
        {
            if (socket.LocalEndpoint.Address == address)
            {
                socket.Fail(TransportError.AddressNotAvailable);
            }
        }
    }

    internal bool IsBroadcast(IpAddress address) => _isBroadcast(address);

    internal TransportError SelectSource(IpAddress destination, IpAddress wanted, out IpAddress source)
    {
        TransportError error = _output.TryRoute(destination, wanted, out IpRoute route);
        source = route.Source;
        return error;
    }

    internal TransportError Bind(UdpSocket socket, IpEndpoint local, out IpEndpoint bound)
    {
        bound = local;
        if (!local.Address.IsUnspecified && !local.Address.IsMulticast && !IsBroadcast(local.Address)
            && _output.TryRoute(local.Address, local.Address, out _) != TransportError.None)
        {
            return TransportError.AddressNotAvailable;
        }

        TransportError error = _ports.Add(socket, local, out ushort port);
        bound = local with { Port = port };
        return error;
    }

    internal void Remove(UdpSocket socket)
    {
        _ports.Remove(socket);
        _blocked.Remove(socket);
        foreach (NetworkInterface link in _interfaces)
        {
            link.RemoveListener(socket);
        }
    }

    internal TransportError Send(UdpSocket socket, IpAddress source, ReadOnlySpan<byte> payload, IpEndpoint destination)
    {
        if (!socket.AllowBroadcast && IsBroadcast(destination.Address))
        {
            return TransportError.AccessDenied;
        }

        int length = UdpHeader.Size + payload.Length;
        if (length > ushort.MaxValue - (destination.Address.IsIpv4 ? Ipv4Header.Size : 0))
        {
            return TransportError.MessageTooLong;
        }

        ChooseGroupLink(socket, ref destination, ref source);
        TransportError error = _output.TryRoute(destination.Address, source, out IpRoute route);
        if (error != TransportError.None)
        {
            return error;
        }

        // It stays on this host (RFC 1112 6.1).
        if (socket.TimeToLive == 0 && destination.Address.IsMulticast && !route.Interface.IsLoopback)
        {
            LoopBack(socket, route, destination, payload);
            return TransportError.None;
        }

        IpSend send = new(route.Source, destination.Address, IpProtocol.Udp, socket.TimeToLive, socket.TrafficClass, socket.DoNotFragment)
        {
            Ports = ((uint)socket.LocalEndpoint.Port << 16) | destination.Port,
        };
        TransmitOffload offload = new(checksumStart: 0, UdpHeader.ChecksumOffset);
        error = _output.TryReserve(send, length, offload, out OutgoingPacket packet);
        if (error == TransportError.WouldBlock)
        {
            _blocked.Add(socket);
        }

        if (error != TransportError.None)
        {
            return error;
        }

        new UdpHeader(socket.LocalEndpoint.Port, destination.Port, (ushort)length).WriteTo(packet.Payload);
        payload.CopyTo(packet.Payload[UdpHeader.Size..]);
        UdpHeader.WriteChecksum(packet.Payload, route.Source, destination.Address, packet.CompletesChecksum);
        packet.Dispose();
        CountersOf(destination.Address).OutDatagrams++;
        LoopBack(socket, route, destination, payload);
        return TransportError.None;
    }

    /// <summary>The socket that fits best: connected to the sender before bound to the address before bound to every address.</summary>
    private static UdpSocket? FindBest(List<UdpSocket> candidates, IpAddress local, IpEndpoint remote)
    {
        UdpSocket? best = null;
        int bestScore = 0;
        foreach (UdpSocket candidate in candidates)
        {
            int score = Score(candidate, local, remote);
            if (score > bestScore)
            {
                (best, bestScore) = (candidate, score);
            }
        }

        return best;
    }

    /// <summary>0: the socket does not receive it.</summary>
    private static int Score(UdpSocket socket, IpAddress local, IpEndpoint remote)
    {
        if (!UdpPorts.Covers(socket.LocalEndpoint.Address, socket.IsDualStack, local)
            || (socket.RemoteEndpoint is { } peer && peer != remote))
        {
            return 0;
        }

        return 1 + (socket.LocalEndpoint.Address == local ? 1 : 0) + (socket.RemoteEndpoint is null ? 0 : 2);
    }

    /// <summary>A broadcast or multicast datagram is for every socket at the port (RFC 1122 4.1.3.5), and is never answered by an error.</summary>
    private bool DeliverToAll(List<UdpSocket> candidates, in DatagramReceived facts, NetworkInterface link, ReadOnlySpan<byte> payload)
    {
        foreach (UdpSocket candidate in candidates)
        {
            if (Score(candidate, facts.Destination, facts.Source) > 0 && Wants(candidate, link, facts.Destination, facts.Source.Address))
            {
                Deliver(candidate, facts, payload);
            }
        }

        return true;
    }

    private void Deliver(UdpSocket socket, in DatagramReceived facts, ReadOnlySpan<byte> payload)
    {
        UdpCounters counters = CountersOf(facts.Source.Address);
        if (socket.TryDeliver(facts, payload))
        {
            counters.InDatagrams++;
            return;
        }

        counters.InErrors++;
        counters.ReceiveBufferErrors++;
    }

    private UdpCounters CountersOf(IpAddress address) => address.IsIpv4 ? _counters.Udp : _counters.Udpv6;
}
