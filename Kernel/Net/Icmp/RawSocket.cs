using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>
/// A raw socket for one protocol (ICMP in practice: System.Net.NetworkInformation.Ping uses it). It receives a copy of every packet of its protocol;
/// IPv4 packets come with their IP header, IPv6 ones without (RFC 3542 3), as on Linux.
/// </summary>
public sealed class RawSocket : NetworkSocket
{
    private const int Icmpv6ChecksumEnd = 4;

    private readonly DatagramQueue _received = new();
    private readonly RawSockets _sockets;
    private readonly IIpOutput _output;
    private readonly StackCounters _counters;
    private readonly IpProtocol _protocol;
    private readonly bool _isIpv6;
    private IpAddress? _remote;
    private bool _isBlocked;

    internal RawSocket(RawSockets sockets, IIpOutput output, StackCounters counters, IpProtocol protocol, bool ipv6)
    {
        _sockets = sockets;
        _output = output;
        _counters = counters;
        _protocol = protocol;
        _isIpv6 = ipv6;
        LocalEndpoint = new IpEndpoint(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, 0);
        sockets.Add(this);
    }

    public override Readiness Readiness =>
        (_received.Count > 0 ? Readiness.Readable : Readiness.None) | (_isBlocked ? Readiness.None : Readiness.Writable);

    /// <summary>Bytes of the next packet, or 0.</summary>
    public int Available => _received.NextLength;

    public int ReceiveBufferSize
    {
        get => _received.Limit;
        set => _received.Limit = value;
    }

    public bool DoNotFragment { get; set; }

    /// <summary>Which types an ICMPv6 socket receives.</summary>
    public Icmpv6Filter Filter { get; set; }

    /// <summary>Receives only what is sent to this address of ours.</summary>
    public TransportError Bind(IpAddress local)
    {
        if (local.IsIpv6 != _isIpv6)
        {
            return TransportError.AddressFamilyNotSupported;
        }

        if (!local.IsUnspecified && _output.TryRoute(local, local, out _) != TransportError.None)
        {
            return TransportError.AddressNotAvailable;
        }

        LocalEndpoint = new IpEndpoint(local, 0);
        return TransportError.None;
    }

    /// <summary>Receives only from this peer, which Send then defaults to; null removes it.</summary>
    public TransportError Connect(IpAddress? remote)
    {
        if (remote is { } peer)
        {
            TransportError error = _output.TryRoute(peer, LocalEndpoint.Address, out IpRoute route);
            if (error != TransportError.None)
            {
                return error;
            }

            if (LocalEndpoint.Address.IsUnspecified)
            {
                LocalEndpoint = new IpEndpoint(route.Source, 0);
            }
        }

        _remote = remote;
        return TransportError.None;
    }

    /// <summary>Sends one payload; the IP header is added. The checksum of ICMPv6 is filled in (RFC 3542 3.1), that of ICMP is the caller's.</summary>
    public TransportError Send(ReadOnlySpan<byte> payload, IpAddress? remote)
    {
        if ((remote ?? _remote) is not { } destination)
        {
            return TransportError.NotConnected;
        }

        if (destination.IsIpv6 != _isIpv6)
        {
            return TransportError.AddressFamilyNotSupported;
        }

        TransportError error = _output.TryRoute(destination, LocalEndpoint.Address, out IpRoute route);
        if (error != TransportError.None)
        {
            return error;
        }

        if (_protocol == IpProtocol.Ipv6Icmp && payload.Length < Icmpv6ChecksumEnd)
        {
            return TransportError.InvalidArgument;
        }

        IpSend send = new(route.Source, destination, _protocol, TimeToLive, TrafficClass, DoNotFragment);
        error = _output.TryReserve(send, payload.Length, TransmitOffload.None, out OutgoingPacket packet);
        _isBlocked = error == TransportError.WouldBlock;
        if (error == TransportError.None)
        {
            payload.CopyTo(packet.Payload);
            if (_protocol == IpProtocol.Ipv6Icmp)
            {
                WriteChecksum(packet.Payload, route.Source, destination);
            }

            packet.Dispose();
            CountIcmp(payload);
        }

        return error;
    }

    /// <summary>Takes one packet, truncated to the destination. WouldBlock: none.</summary>
    public TransportError Receive(Span<byte> destination, out DatagramReceived received, bool peek = false) =>
        _received.TryDequeue(destination, peek, out received) ? TransportError.None : TransportError.WouldBlock;

    public override void Close()
    {
        Observer = null;
        _sockets.Remove(this);
        _received.Clear();
    }

    internal bool TryDeliver(in IpReceived received, ReadOnlySpan<byte> packet)
    {
        if (received.Protocol != _protocol
            || received.Source.IsIpv6 != _isIpv6
            || (!LocalEndpoint.Address.IsUnspecified && LocalEndpoint.Address != received.Destination)
            || (_remote is { } remote && remote != received.Source)
            || (_protocol == IpProtocol.Ipv6Icmp && !Filter.Passes((Icmpv6Type)packet[0])))
        {
            return false;
        }

        DatagramReceived facts = new(0, 0, new IpEndpoint(received.Source, 0), received.Destination, received.Interface.Index, received.TimeToLive);
        if (_received.TryEnqueue(facts, packet, default))
        {
            Observer?.OnReady(Readiness.Readable);
        }

        return true;
    }

    internal bool MayHaveSent(IpProtocol protocol, IpAddress source, IpAddress destination) =>
        protocol == _protocol
        && (LocalEndpoint.Address.IsUnspecified ? source.IsIpv6 == _isIpv6 : LocalEndpoint.Address == source)
        && (_remote is not { } remote || remote == destination);

    private static void WriteChecksum(Span<byte> message, IpAddress source, IpAddress destination)
    {
        Span<byte> field = message[2..Icmpv6ChecksumEnd];
        field.Clear();
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(source, destination, IpProtocol.Ipv6Icmp, message.Length);
        checksum.Add(message);
        BinaryPrimitives.WriteUInt16BigEndian(field, checksum.Value);
    }

    // A program's pings are the host's (RFC 4293, icmpMsgStatsOutPkts).
    private void CountIcmp(ReadOnlySpan<byte> payload)
    {
        if (_protocol == IpProtocol.Ipv6Icmp)
        {
            _counters.Icmpv6.CountSent((Icmpv6Type)payload[0]);
        }
        else if (_protocol == IpProtocol.Icmp && !payload.IsEmpty)
        {
            _counters.Icmp.OutMsgs++;
            _counters.Icmp.OutEchos += (IcmpType)payload[0] == IcmpType.EchoRequest ? 1 : 0;
        }
    }

    internal void RetryWritable()
    {
        if (_isBlocked)
        {
            _isBlocked = false;
            Observer?.OnReady(Readiness.Writable);
        }
    }
}
