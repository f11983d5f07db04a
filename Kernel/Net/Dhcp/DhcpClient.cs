using System;

namespace Sabos.Net;

/// <summary>
/// A DHCP client (RFC 2131) for one interface. It hears its answers before the interface has an address, broadcast or unicast, because IPv4 input
/// shows it every packet to its port first.
/// </summary>
public sealed class DhcpClient
{
    // About a minute in all, then the server is given up (RFC 2131 3.1 5).
    private const int MaxRequests = 4;

    // A lease that is asked about after the link was away, before it is kept unasked (RFC 2131 3.2 3).
    private const int MaxReboots = 2;
    private static readonly TimeSpan s_shortestRenewal = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_nakPause = TimeSpan.FromSeconds(1);

    private readonly StackClock _clock;
    private readonly StackRandom _random;
    private readonly DhcpBackoff _backoff;
    private readonly DhcpSender _sender;
    private readonly DhcpConfiguration _configuration;
    private readonly MacAddress _hardware;
    private DhcpLease? _offer;
    private Instant _began;
    private Instant _requested;
    private uint _transaction;

    internal DhcpClient(NetworkInterface attached, StackServices services, DhcpSender sender, DhcpConfiguration configuration)
    {
        _clock = services.Clock;
        _random = services.Random;
        _backoff = new DhcpBackoff(services.Random);
        _sender = sender;
        _configuration = configuration;
        _hardware = attached.Device.Capabilities.Address;

        // RFC 2131 4.4.1 would have a client wait up to ten seconds first, so that a building full of machines does not start in step after a power
        // failure. A machine that is ready in less than one does not wait; the jitter of the retransmissions takes them apart.
        Restart(TimeSpan.Zero);
    }

    /// <summary>The lease held now, or null.</summary>
    public DhcpLease? Lease { get; private set; }

    public DhcpState State { get; private set; }

    /// <summary>When the client has something to do.</summary>
    internal Instant NextPoll { get; private set; }

    internal void Poll()
    {
        if (NextPoll > _clock.Now)
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
                State = DhcpState.Bound;
                NextPoll = Instant.Earlier(Lease!.Renewal, Lease.Expiry);
                break;
            case DhcpState.Rebooting:
                SendReboot();
                break;
            default:
                KeepLease(Lease!);
                break;
        }
    }

    /// <summary>The carrier came back, perhaps on another network (RFC 2131 3.7).</summary>
    internal void LinkUp()
    {
        if (Lease is null)
        {
            Restart(TimeSpan.Zero);
            return;
        }

        State = DhcpState.Rebooting;
        _transaction = _random.NextUInt32();
        _backoff.Restart();
        NextPoll = _clock.Now;
    }

    /// <summary>Takes a packet that is for a DHCP client, whatever its address. True: it was one, and nobody else's.</summary>
    internal bool TryReceive(in Ipv4Packet packet)
    {
        if (packet.Protocol != IpProtocol.Udp || packet.IsFragment
            || !UdpDatagram.TryParse(packet.Payload, out UdpDatagram datagram)
            || datagram.DestinationPort != DhcpSender.ClientPort)
        {
            return false;
        }

        if (datagram.SourcePort == DhcpSender.ServerPort
            && datagram.VerifyChecksum(packet.Source, packet.Destination)
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

    private void Receive(in DhcpMessage message)
    {
        bool isRequestOut = State is DhcpState.Requesting or DhcpState.Rebooting or DhcpState.Renewing or DhcpState.Rebinding;
        switch (message.Type)
        {
            case DhcpMessageType.Offer when State == DhcpState.Selecting && DhcpLeaseReader.TryRead(message, _clock.Now, out DhcpLease? offer):
                _offer = offer;
                State = DhcpState.Requesting;
                _backoff.Restart();
                SendRequest(offer!);
                break;
            case DhcpMessageType.Ack when isRequestOut && DhcpLeaseReader.TryRead(message, _requested, out DhcpLease? lease) && IsExpected(lease!.Server):
                Bind(lease);
                break;
            case DhcpMessageType.Nak when isRequestOut
                && message.TryReadAddress(DhcpOption.ServerIdentifier, out IpAddress server) && IsExpected(server):
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

    private void Restart(TimeSpan pause)
    {
        State = DhcpState.Init;
        _offer = null;
        NextPoll = _clock.Now + pause;
    }

    private void Discover()
    {
        State = DhcpState.Selecting;
        _transaction = _random.NextUInt32();
        _began = _clock.Now;
        _backoff.Restart();
        SendDiscover();
    }

    private void SendDiscover()
    {
        _sender.Broadcast(new DhcpRequest(DhcpMessageType.Discover, _transaction, _clock.Now - _began));
        NextPoll = _clock.Now + _backoff.Next();
    }

    private void SendRequest(DhcpLease offer)
    {
        // The lease counts from the first request: later answers may be to that (RFC 2131 4.4.1).
        _requested = _backoff.Count == 0 ? _clock.Now : _requested;
        _sender.Broadcast(new DhcpRequest(DhcpMessageType.Request, _transaction, _clock.Now - _began)
        {
            RequestedAddress = offer.Address.Address,
            Server = offer.Server,
        });
        NextPoll = _clock.Now + _backoff.Next();
    }

    private void SendReboot()
    {
        _requested = _backoff.Count == 0 ? _clock.Now : _requested;
        _sender.Broadcast(new DhcpRequest(DhcpMessageType.Request, _transaction, _clock.Now - _began) { RequestedAddress = Lease!.Address.Address });
        NextPoll = _clock.Now + _backoff.Next();
    }

    private void Bind(DhcpLease lease)
    {
        lease = lease.Spread(_random);
        Lease = lease;
        State = DhcpState.Bound;
        NextPoll = Instant.Earlier(lease.Renewal, lease.Expiry);
        _configuration.Apply(lease);
    }

    private void Withdraw()
    {
        Lease = null;
        _configuration.Withdraw();
    }

    /// <summary>Bound, renewing, rebinding (RFC 2131 4.4.5).</summary>
    private void KeepLease(DhcpLease lease)
    {
        if (lease.Expiry <= _clock.Now)
        {
            Withdraw();
            Restart(TimeSpan.Zero);
            return;
        }

        if (State == DhcpState.Bound)
        {
            _transaction = _random.NextUInt32();
            _began = _requested = _clock.Now;
        }

        bool isRebinding = lease.Rebinding <= _clock.Now;
        State = isRebinding ? DhcpState.Rebinding : DhcpState.Renewing;
        DhcpRequest request = new(DhcpMessageType.Request, _transaction, _clock.Now - _began) { ClientAddress = lease.Address.Address };
        if (isRebinding)
        {
            _sender.Broadcast(request);
        }
        else
        {
            _sender.Send(request, lease.Server);
        }

        // Half of what is left, but not more than once a minute.
        Instant end = isRebinding ? lease.Expiry : lease.Rebinding;
        TimeSpan half = (end - _clock.Now) / 2;
        NextPoll = Instant.Earlier(end, _clock.Now + (half > s_shortestRenewal ? half : s_shortestRenewal));
    }
}
