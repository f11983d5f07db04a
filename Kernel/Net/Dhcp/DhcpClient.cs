using System;

namespace Sabos.Net;

/// <summary>
/// A DHCP client (RFC 2131) for one interface. It hears its answers before the interface has an address, broadcast or unicast, because IPv4 input
/// shows it every packet to its port first. The first acceptable offer is taken.
/// </summary>
public sealed partial class DhcpClient : IAddressClaimant
{
    // About a minute in all, then the server is given up (RFC 2131 3.1 5).
    private const int MaxRequests = 4;

    // A lease that is asked about after the link was away, before it is kept unasked (RFC 2131 3.2 3).
    private const int MaxReboots = 2;
    private static readonly TimeSpan s_shortestRenewal = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_nakPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_releasePatience = TimeSpan.FromSeconds(1);

    private readonly NetworkInterface _interface;
    private readonly StackServices _services;
    private readonly DhcpBackoff _backoff;
    private readonly DhcpSender _sender;
    private readonly DhcpConfiguration _configuration;
    private readonly ConflictPause _conflictPause;
    private readonly MacAddress _hardware;

    // What was offered, and then granted, while it is not a lease yet.
    private DhcpLease? _offer;

    // Ours before, or of an earlier start: asked for again.
    private IpAddress? _previous;
    private Instant _began;
    private Instant _requested;
    private uint _transaction;

    internal DhcpClient(NetworkInterface attached, StackServices services, DhcpSender sender, DhcpConfiguration configuration)
    {
        _interface = attached;
        _services = services;
        _backoff = new DhcpBackoff(services.Random);
        _sender = sender;
        _configuration = configuration;
        _conflictPause = new ConflictPause(services.Random);
        _hardware = attached.Device.Capabilities.Address;
    }

    /// <summary>The lease held now, or null.</summary>
    public DhcpLease? Lease { get; private set; }

    public DhcpState State { get; private set; }

    /// <summary>It has a lease or looks for one; false: it was told to give it back.</summary>
    internal bool IsRunning => State is not (DhcpState.Releasing or DhcpState.Released);

    /// <summary>When the client has something to do.</summary>
    internal Instant NextPoll { get; private set; }

    bool IAddressClaimant.YieldsToRival => true;

    private Instant Now => _services.Clock.Now;

    /// <summary>Gives the lease back (RFC 2131 4.4.6). The address goes when the message has left, or after a second: then the state is Released.</summary>
    public void Release()
    {
        if (!IsRunning)
        {
            return;
        }

        State = DhcpState.Releasing;
        NextPoll = Now;
        if (Lease is { } lease)
        {
            SendRelease(lease);
            NextPoll = Now + s_releasePatience;
        }
    }

    internal void Start(IpAddress? previous)
    {
        _previous = previous;
        if (previous is not null)
        {
            Reboot();
            return;
        }

        // RFC 2131 4.4.1 would have a client wait up to ten seconds first, so that a building full of machines does not start in step after a power
        // failure. A machine that is ready in less than one does not wait; the jitter of the retransmissions takes them apart.
        Restart(TimeSpan.Zero);
    }

    internal void Poll()
    {
        if (State == DhcpState.Releasing && (NextPoll <= Now || !_interface.Arp!.Neighbors.HasPending))
        {
            Withdraw();
            State = DhcpState.Released;
            NextPoll = Instant.Never;
        }

        if (NextPoll > Now)
        {
            return;
        }

        switch (State)
        {
            case DhcpState.Init:
                Discover();
                break;
            case DhcpState.Selecting:
                SendDiscover();
                break;
            case DhcpState.Requesting when _backoff.Count >= MaxRequests:
                Restart(TimeSpan.Zero);
                break;
            case DhcpState.Requesting:
                SendRequest(_offer!);
                break;
            case DhcpState.Rebooting when _backoff.Count >= MaxReboots:
                KeepUnasked();
                break;
            case DhcpState.Rebooting:
                SendReboot();
                break;
            default:
                KeepLease(Lease!);
                break;
        }
    }

    /// <summary>The carrier came back, perhaps on another network (RFC 2131 3.7, 4.4.2).</summary>
    internal void LinkUp()
    {
        if (!IsRunning)
        {
            return;
        }

        if (Lease is null || Lease.Expiry <= Now)
        {
            Withdraw();
            Restart(TimeSpan.Zero);
            return;
        }

        Reboot();
    }

    /// <summary>Takes a packet that is for a DHCP client, whatever its address. True: it was one, and nobody else's.</summary>
    internal bool TryReceive(in Ipv4Packet packet, bool checksumVerified)
    {
        if (packet.Protocol != IpProtocol.Udp || packet.IsFragment
            || !UdpDatagram.TryParse(packet.Payload, out UdpDatagram datagram)
            || datagram.DestinationPort != DhcpSender.ClientPort)
        {
            return false;
        }

        if (datagram.SourcePort == DhcpSender.ServerPort
            && (checksumVerified || datagram.VerifyChecksum(packet.Source, packet.Destination))
            && DhcpMessage.TryParse(datagram.Payload, out DhcpMessage message)
            && message.IsReply
            && message.Transaction == _transaction
            && message.ClientHardware == _hardware
            && _sender.IsForUs(message))
        {
            Receive(message);
        }

        return true;
    }

    void IAddressClaimant.OnClaimed(IpAddress address)
    {
        _conflictPause.Reset();
        Bind(_offer!);
    }

    /// <summary>Another station has the address, found before its use or while it was used: the server is told (RFC 2131 3.1 5, 4.4.4).</summary>
    void IAddressClaimant.OnLost(IpAddress address)
    {
        if (IsRunning)
        {
            SendDecline((Lease ?? _offer)!);
            Restart(_conflictPause.Next());
        }

        _previous = null;
        Withdraw();
    }

    private void Receive(in DhcpMessage message)
    {
        bool isRequestOut = State is DhcpState.Requesting or DhcpState.Rebooting or DhcpState.Renewing or DhcpState.Rebinding;
        switch (message.Type)
        {
            case DhcpMessageType.Offer when State == DhcpState.Selecting && DhcpLeaseReader.TryRead(message, Now, out DhcpLease? offer):
                _offer = offer;
                State = DhcpState.Requesting;
                _backoff.Restart();
                SendRequest(offer);
                break;
            case DhcpMessageType.Ack when isRequestOut && DhcpLeaseReader.TryRead(message, _requested, out DhcpLease? lease) && IsExpected(lease.Server):
                Accept(lease);
                break;
            case DhcpMessageType.Nak when isRequestOut
                && message.TryReadAddress(DhcpOption.ServerIdentifier, out IpAddress server) && IsExpected(server):
                _previous = null;
                Withdraw();
                Restart(s_nakPause);
                break;
        }
    }

    /// <summary>Only the server that was chosen may answer a request to it; when all were asked, any may.</summary>
    private bool IsExpected(IpAddress server) => State switch
    {
        DhcpState.Requesting => server == _offer!.Server,
        DhcpState.Renewing => server == Lease!.Server,
        _ => true,
    };

    /// <summary>A lease that goes on is used on; another address is asked for first.</summary>
    private void Accept(DhcpLease lease)
    {
        if (Lease?.Address.Address == lease.Address.Address)
        {
            Bind(lease);
            return;
        }

        Lease = null;
        _offer = lease;
        State = DhcpState.Checking;
        NextPoll = Instant.Never;
        _configuration.Probe(lease, this, _conflictPause.Restrain(_services.Probing));
    }

    private void Restart(TimeSpan pause)
    {
        State = DhcpState.Init;
        _offer = null;
        NextPoll = Now + pause;
    }

    private void Bind(DhcpLease lease)
    {
        Lease = lease.Spread(_services.Random);
        _offer = null;
        _previous = lease.Address.Address;
        State = DhcpState.Bound;
        NextPoll = Instant.Earlier(Lease.Renewal, Lease.Expiry);
        _configuration.Apply(Lease);
    }

    private void Withdraw()
    {
        Lease = null;
        _configuration.Withdraw();
    }

    /// <summary>Nobody said whether the lease is still good: it is what there is. Without one, from the beginning.</summary>
    private void KeepUnasked()
    {
        if (Lease is null)
        {
            Restart(TimeSpan.Zero);
            return;
        }

        State = DhcpState.Bound;
        NextPoll = Instant.Earlier(Lease.Renewal, Lease.Expiry);
    }
}
