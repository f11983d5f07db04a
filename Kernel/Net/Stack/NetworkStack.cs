using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Sabos.Net;

/// <summary>
/// The whole protocol stack, without threads, clock, randomness or device of its own: its owner hands all of them in and calls
/// <see cref="Poll"/> when a device or a timer has something, or after sockets were used. All calls must be serialised by the owner.
/// </summary>
public sealed class NetworkStack : IStackEvents
{
    // ICMP errors of both versions (RFC 1812 4.3.2.8, RFC 4443 2.4 (f)).
    private const int ErrorsPerSecond = 500;
    private const int ErrorBurst = 50;

    // How many frames an interface may receive before the others have their turn.
    private const int ReceiveTurn = 32;

    private readonly StackClock _clock = new();
    private readonly StackServices _services;
    private readonly LoopbackDevice _loopback = new();
    private readonly List<NetworkInterface> _interfaces = [];
    private readonly int _budget;
    private readonly IpOutput _output;
    private readonly Ipv4Input _ipv4Input;
    private readonly Ipv6Input _ipv6Input;
    private readonly IcmpLayer _icmp;
    private readonly Icmpv6Layer _icmpv6;
    private readonly LinkInput _linkInput;
    private readonly RawSockets _rawSockets = new();
    private readonly ITransport[] _transports;
    private bool _isConfigurationChanged;
    private bool _hasMore;
    private bool _areOthersKnown;
    private Instant _othersDue;

    public NetworkStack(StackOptions options)
    {
        _budget = options.PollBudget;
        HostName = options.HostName;
        StackRandom random = new(options.Seed.Span);
        NameServers = new NameServers(_clock, this);
        _services = new StackServices(_clock, random, Counters, this)
        {
            Probing = options.AddressProbing,
            Ipv6 = options.Ipv6,
            NameServers = NameServers,
        };
        Routes = new RouteTable(this);
        _output = new IpOutput(_interfaces, Routes, _services);
        Tcp = new TcpLayer(_output, random, Counters.Tcp, options.Tcp);
        Udp = new UdpLayer(_output, random, Counters, IsBroadcast, _interfaces);
        MulticastDns = new MulticastDns(_interfaces, Udp, _services, HostName);
        Dns = new DnsResolver(NameServers, Udp, Tcp, _services, new LocalNames(_interfaces, HostName, MulticastDns), OrderDestinations, MulticastDns);
        _transports = [Tcp, Udp];
        TransportTable transports = new();
        foreach (ITransport transport in _transports)
        {
            transports[transport.Protocol] = transport;
        }

        RandomizedRateLimit errorLimit = new(random, ErrorsPerSecond, ErrorBurst);
        IpDelivery delivery = new(_clock, _rawSockets, transports);
        _icmp = new IcmpLayer(_services, _output, transports, errorLimit);
        _icmpv6 = new Icmpv6Layer(_services, _output, transports, _rawSockets, errorLimit);
        _ipv4Input = new Ipv4Input(_services, _output, _icmp, delivery);
        _ipv6Input = new Ipv6Input(_services, _output, _icmpv6, delivery);
        _linkInput = new LinkInput(_ipv4Input, _ipv6Input);
        NetworkInterface loopback = AddInterface("lo", _loopback);
        loopback.AddAddress(new IpPrefix(IpAddress.LoopbackIpv4, 8));
        loopback.AddAddress(new IpPrefix(IpAddress.LoopbackIpv6, 128));
    }

    /// <summary>The time as last told by <see cref="Poll"/> or <see cref="AdvanceTo"/>.</summary>
    public Instant Now => _clock.Now;

    /// <summary>When to call Poll if nothing else happens; null: never. Not after Now: at once, there is work.</summary>
    public Instant? NextPoll
    {
        get
        {
            _areOthersKnown = false;
            Instant next = NextDue;
            return next == Instant.Never ? null : next;
        }
    }

    /// <summary>
    /// The same for an owner who keeps the rules of <see cref="PollDue"/>: what connections do not change is not asked for again. Never, if there is nothing to do.
    /// </summary>
    public Instant NextDue
    {
        get
        {
            if (_hasMore || _isConfigurationChanged)
            {
                return _clock.Now;
            }

            Instant next = Instant.Earlier(OthersDue, Tcp.NextPoll);
            foreach (NetworkInterface attached in Attached)
            {
                next = attached.NeedsFlush ? Instant.Earlier(next, _clock.Now) : next;
            }

            return next;
        }
    }

    public string HostName { get; }

    /// <summary>Loopback first.</summary>
    public IReadOnlyList<NetworkInterface> Interfaces => _interfaces;

    public RouteTable Routes { get; }

    public TcpLayer Tcp { get; }

    public UdpLayer Udp { get; }

    /// <summary>Which name servers to ask: static configuration, DHCP and router advertisements all tell theirs.</summary>
    public NameServers NameServers { get; }

    public DnsResolver Dns { get; }

    /// <summary>Names of the link; off until it is started.</summary>
    public MulticastDns MulticastDns { get; }

    /// <summary>Counters of every layer, by the names of the MIBs (RFC 4293, 4022, 4113).</summary>
    public StackCounters Counters { get; } = new();

    internal IpOutput Output => _output;

    /// <summary>Bytes of memory that datagrams with fragments missing occupy.</summary>
    internal int ReassemblyBytesHeld => _ipv4Input.ReassemblyBytesHeld + _ipv6Input.ReassemblyBytesHeld;

    /// <summary>Raised inside Poll when an interface's addresses, its link state, the routes or the name servers changed.</summary>
    public event Action? ConfigurationChanged;

    /// <summary>Raised inside Poll when another station claims an address of ours, at most once in ten seconds for each, or has one that we want (RFC 5227).</summary>
    public event Action<AddressConflict>? AddressConflictDetected;

    /// <summary>
    /// Tells the time without polling, before sockets are used: what they send and start is timed from now, not from a poll that may be long past.
    /// A time that is past already is ignored.
    /// </summary>
    public void AdvanceTo(Instant now)
    {
        if (now > _clock.Now)
        {
            _clock.Now = now;
            Tcp.AdvanceTo(now);
        }
    }

    /// <summary>The addresses of a peer in the order in which they are best tried (RFC 6724 6).</summary>
    public IReadOnlyList<IpAddress> OrderDestinations(IEnumerable<IpAddress> addresses)
    {
        // By insertion, which leaves those that are as good as each other in the order in which they came.
        List<DestinationCandidate> ordered = [];
        foreach (IpAddress address in addresses)
        {
            DestinationCandidate candidate = ToCandidate(address);
            int place = ordered.Count;
            while (place > 0 && DestinationCandidate.Order.Compare(ordered[place - 1], candidate) > 0)
            {
                place--;
            }

            ordered.Insert(place, candidate);
        }

        return ordered.ConvertAll(static candidate => candidate.Address);
    }

    /// <summary>Attaches a device under a name such as eth0.</summary>
    public NetworkInterface AddInterface(string name, ILinkDevice device)
    {
        NetworkInterface attached = new(name, _interfaces.Count + 1, device, _services, Routes, CreateDhcpClient);
        _interfaces.Add(attached);
        _isConfigurationChanged = true;
        return attached;
    }

    public RawSocket CreateRawSocket(IpProtocol protocol, bool ipv6) => new(_rawSockets, _output, Counters, protocol, ipv6);

    /// <summary>Receives, runs timers and sends, each within bounds. True: some socket's or the configuration's state may have changed.</summary>
    public bool Poll(Instant now)
    {
        AdvanceTo(now);
        bool isTimerDue = NextPoll <= _clock.Now;
        NoteUse();
        return PollDue(now, mayHaveFrames: true) || isTimerDue;
    }

    /// <summary>
    /// The same for an owner who calls <see cref="NoteUse"/> whenever something else was used than data of connections: the many state machines
    /// that have nothing to do with connections are visited only when one of them is due, or something has arrived or happened that may concern them.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="mayHaveFrames">False: no device can have received anything since the last poll.</param>
    public bool PollDue(Instant now, bool mayHaveFrames)
    {
        AdvanceTo(now);
        mayHaveFrames |= _hasMore;
        int received = mayHaveFrames ? ReceiveAll() : 0;
        bool othersMayHaveWork = _linkInput.TakeOthers() || !_areOthersKnown || _othersDue <= _clock.Now || Dns.IsBusy;
        if (othersMayHaveWork)
        {
            PollOthers();
        }

        _hasMore = Tcp.Poll(_clock.Now, _budget) || received >= _budget;

        // Whoever was refused room tries again in each poll: its flush may take back what the device would have told of.
        _rawSockets.Poll();
        _hasMore |= Udp.Poll(_clock.Now, _budget);

        bool devicesMayHaveWork = mayHaveFrames || othersMayHaveWork;

        // After those who send, so that the neighbours they need are asked for in the same poll.
        if (devicesMayHaveWork || !_areOthersKnown)
        {
            PollInterfaces(othersMayHaveWork);
        }

        bool isChanged = _isConfigurationChanged;
        if (isChanged)
        {
            _isConfigurationChanged = false;
            NoteUse();
            ConfigurationChanged?.Invoke();
        }

        foreach (NetworkInterface attached in Attached)
        {
            if (devicesMayHaveWork || attached.NeedsFlush)
            {
                attached.Flush();
            }
        }

        _hasMore |= _loopback.HasPending;
        return received > 0 || isChanged;
    }

    /// <summary>Tells that something was used, or is about to be, that may change when others than connections have work (<see cref="PollDue"/>).</summary>
    public void NoteUse() => _areOthersKnown = false;

    void IStackEvents.OnConfigurationChanged() => _isConfigurationChanged = true;

    void IStackEvents.OnNeighborTimed() => NoteUse();

    void IStackEvents.OnAddressRemoved(IpAddress address)
    {
        foreach (ITransport transport in _transports)
        {
            transport.AddressRemoved(address);
        }
    }

    void IStackEvents.OnAddressConflict(AddressConflict conflict) => AddressConflictDetected?.Invoke(conflict);

    void IStackEvents.OnHostUnreachable(NetworkInterface attached, ReadOnlySpan<byte> packet)
    {
        if (packet[0] >> 4 == 6)
        {
            _icmpv6.ReportHostUnreachable(attached, packet);
        }
        else
        {
            _icmp.ReportHostUnreachable(packet);
        }
    }

    private DhcpClient CreateDhcpClient(NetworkInterface attached) => new(
        attached,
        _services,
        new DhcpSender(attached, _output, HostName),
        new DhcpConfiguration(attached, Routes, NameServers));

    private DestinationCandidate ToCandidate(IpAddress address)
    {
        InterfaceAddress? source = _output.TryRoute(address, default, out IpRoute route) == TransportError.None
            ? _output.FindOwner(route.Source)?.FindAddress(route.Source)
            : null;
        return new DestinationCandidate(address, source);
    }

    // A span is walked faster than the list.
    private ReadOnlySpan<NetworkInterface> Attached => CollectionsMarshal.AsSpan(_interfaces);

    private Instant OthersDue
    {
        get
        {
            if (!_areOthersKnown)
            {
                _othersDue = EarliestOfOthers();
                _areOthersKnown = true;
            }

            return _othersDue;
        }
    }

    private Instant EarliestOfOthers()
    {
        Instant next = Instant.Earlier(Instant.Earlier(_ipv4Input.NextPoll, _ipv6Input.NextPoll), Instant.Earlier(NameServers.NextPoll, Dns.NextPoll));
        next = Instant.Earlier(Instant.Earlier(next, MulticastDns.NextPoll), Udp.NextPoll);
        foreach (NetworkInterface attached in _interfaces)
        {
            next = Instant.Earlier(next, attached.NextPoll);
        }

        return next;
    }

    private void PollOthers()
    {
        _ipv4Input.Poll();
        _ipv6Input.Poll();
        NameServers.Poll();
        MulticastDns.Poll();
        Dns.Poll();
    }

    private void PollInterfaces(bool othersMayHaveWork)
    {
        foreach (NetworkInterface attached in Attached)
        {
            if (othersMayHaveWork || (!attached.IsLoopback && (attached.NextNeighborPoll <= _clock.Now || attached.NeedsPoll)))
            {
                attached.Poll();
                _areOthersKnown = false;
            }
        }
    }

    private bool IsBroadcast(IpAddress address)
    {
        foreach (NetworkInterface attached in _interfaces)
        {
            if (attached.IsBroadcast(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Receives in turns from every interface, until nothing is left or the budget is used up.</summary>
    private int ReceiveAll()
    {
        int received = 0;
        bool isAnyLeft = true;
        while (isAnyLeft && received < _budget)
        {
            isAnyLeft = false;
            foreach (NetworkInterface attached in Attached)
            {
                if (attached.IsLoopback && !_loopback.HasPending)
                {
                    continue;
                }

                int turn = 0;
                while (turn < ReceiveTurn && received < _budget && _linkInput.TryReceive(attached))
                {
                    turn++;
                    received++;
                }

                isAnyLeft |= turn == ReceiveTurn;
            }
        }

        return received;
    }
}
