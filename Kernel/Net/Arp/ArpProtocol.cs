using System;

namespace Sabos.Net;

/// <summary>
/// Address resolution on one Ethernet interface (RFC 826, RFC 5227). It learns only from frames that concern us: from those that ask for an
/// address of ours, and about neighbours that are in the table already.
/// </summary>
internal sealed class ArpProtocol : INeighborSolicitor, IAddressAnnouncer
{
    private readonly NetworkInterface _interface;
    private readonly ArpCounters _counters;
    private readonly IStackEvents _events;
    private readonly MacAddress _hardware;

    public ArpProtocol(NetworkInterface attached, StackServices services)
    {
        _interface = attached;
        _counters = services.Counters.Arp;
        _events = services.Events;
        _hardware = attached.Device.Capabilities.Address;
        Neighbors = new NeighborCache(this, new PendingFrames(attached.Device, services.Counters.Ip), services.Clock, services.Random, services.Counters.Neighbors);
        Claims = new AddressClaims(services.Clock, services.Random, this);
    }

    public NeighborCache Neighbors { get; }

    public AddressClaims Claims { get; }

    public Instant NextPoll => Instant.Earlier(Neighbors.NextPoll, Claims.NextPoll);

    public void Poll()
    {
        Neighbors.Poll();
        Claims.Poll();
    }

    public void Receive(in EthernetFrame frame)
    {
        if (!ArpPacket.TryParse(frame.Payload, out ArpPacket packet) || packet.SenderHardware.IsMulticast || packet.SenderHardware.IsZero)
        {
            _counters.InErrors++;
            return;
        }

        if (packet.SenderHardware == _hardware)
        {
            return;
        }

        bool isReply = packet.Operation == ArpOperation.Reply;
        _counters.InReplies += isReply ? 1 : 0;
        _counters.InRequests += isReply ? 0 : 1;
        if (IsContested(packet))
        {
            return;
        }

        // Whom we asked for may have an address outside of our subnets: a route says that it is on the link.
        bool isForUs = _interface.HasAddress(packet.TargetAddress);
        if (!Neighbors.TryUpdate(packet.SenderAddress, packet.SenderHardware, isAnswer: isReply && isForUs)
            && isForUs && !isReply
            && _interface.IsNeighborAddress(packet.SenderAddress))
        {
            Neighbors.Learn(packet.SenderAddress, packet.SenderHardware);
        }

        if (isForUs && !isReply)
        {
            // A probe too is answered: it asks for an address that is taken (RFC 5227 2.1.1).
            _counters.OutReplies++;
            Send(packet.SenderHardware, new ArpPacket(ArpOperation.Reply, _hardware, packet.TargetAddress, packet.SenderHardware, packet.SenderAddress));
        }
    }

    public void Solicit(IpAddress address, MacAddress? neighbor)
    {
        if (!_interface.TrySelectSource(address, address, out IpAddress source))
        {
            return;
        }

        _counters.OutRequests++;
        Send(neighbor ?? MacAddress.Broadcast, new ArpPacket(ArpOperation.Request, _hardware, source, default, address));
    }

    public void OnTimed() => _events.OnNeighborTimed();

    public void OnUnreachable(IpAddress neighbor)
    {
        // Routes of IPv4 are the configuration's, whatever becomes of their gateways.
    }

    public void ReportUnreachable(ReadOnlySpan<byte> packet) => _events.OnHostUnreachable(_interface, packet);

    public void Probe(IpAddress address)
    {
        _counters.OutRequests++;
        Send(MacAddress.Broadcast, new ArpPacket(ArpOperation.Request, _hardware, IpAddress.AnyIpv4, default, address));
    }

    /// <summary>An announcement is a request for the address that it announces (RFC 5227 2.3).</summary>
    public void Announce(IpAddress address)
    {
        _counters.OutRequests++;
        Send(MacAddress.Broadcast, new ArpPacket(ArpOperation.Request, _hardware, address, default, address));
    }

    private bool IsContested(in ArpPacket packet)
    {
        ClaimOutcome outcome = Claims.Observe(packet);
        if (outcome == ClaimOutcome.Uncontested)
        {
            return false;
        }

        _counters.Conflicts++;
        if (outcome is ClaimOutcome.Defended or ClaimOutcome.Lost)
        {
            IpAddress address = packet.IsProbe ? packet.TargetAddress : packet.SenderAddress;
            _events.OnAddressConflict(new AddressConflict(_interface, address, packet.SenderHardware, outcome == ClaimOutcome.Lost));
        }

        return true;
    }

    /// <summary>Sends, unless the device is full: every request comes again, and who is not answered asks again.</summary>
    private void Send(MacAddress destination, in ArpPacket packet)
    {
        // Everybody is to hear of a link-local address, so that two who have it notice (RFC 3927 2.5).
        if (packet.SenderAddress.IsLinkLocal)
        {
            destination = MacAddress.Broadcast;
        }

        if (_interface.TryReserveFrame(EthernetHeader.Size + ArpPacket.Size, TransmitOffload.None, out OutgoingFrame frame))
        {
            new EthernetHeader(destination, _hardware, EtherType.Arp).WriteTo(frame.Bytes);
            packet.WriteTo(frame.Bytes[EthernetHeader.Size..]);
            frame.Dispose();
        }
    }
}
