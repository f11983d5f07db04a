using System;

namespace Sabos.Net;

/// <summary>
/// A DHCPv6 client (RFC 8415 18.2) for one interface: addresses, or only what servers tell beside them, as routers say which. It is known to servers by its
/// hardware address (DUID-LL, 11.4), which stays the same without anything being stored.
/// </summary>
internal sealed partial class Dhcpv6Client
{
    // RFC 8415 7.6: SOL_MAX_DELAY, CNF_MAX_DELAY, INF_MAX_DELAY.
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(1);

    // IRT_MINIMUM and IRT_DEFAULT.
    private static readonly TimeSpan s_shortestRefresh = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan s_defaultRefresh = TimeSpan.FromDays(1);

    // After a server had nothing, or gave what another station has (14.1).
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private readonly StackClock _clock;
    private readonly StackRandom _random;
    private readonly Dhcpv6Sender _sender;
    private readonly Dhcpv6Configuration _configuration;
    private readonly byte[] _identifier;

    // IAID: tells this interface's addresses from those of others.
    private readonly uint _association;
    private Dhcpv6Exchange _exchange = Dhcpv6Exchange.Solicit;
    private ExponentialBackoff _backoff;
    private Dhcpv6Answer? _offer;
    private Dhcpv6Lease? _lease;
    private IpAddress _declined;
    private Instant _began;
    private uint _transaction;

    public Dhcpv6Client(NetworkInterface attached, StackServices services)
    {
        _clock = services.Clock;
        _random = services.Random;
        _sender = new Dhcpv6Sender(attached);
        _configuration = new Dhcpv6Configuration(attached, services);
        _identifier = DhcpClientIdentifier.CreateUnique(attached.Capabilities.Address);
        _association = (uint)attached.Index;
        _backoff = new ExponentialBackoff(_random, _exchange.First, _exchange.Longest);
    }

    public Dhcpv6State State { get; private set; }

    /// <summary>When <see cref="Poll"/> has something to do.</summary>
    public Instant NextPoll { get; private set; } = Instant.Never;

    private bool IsRunning => State is not (Dhcpv6State.Off or Dhcpv6State.Released);

    public Dhcpv6Info GetInfo() => _lease is { } lease
        ? new(State, lease.Server, lease.Addresses.ConvertAll(static leased => leased.Address), lease.Renewal, lease.Rebinding, lease.Expiry)
        : new(State, default, [], Instant.Never, Instant.Never, Instant.Never);

    /// <summary>What a router's advertisement says (RFC 4861 4.2). What is leased is kept, whatever routers say later.</summary>
    public void Follow(bool isManaged, bool hasOtherInformation)
    {
        if (isManaged && State is Dhcpv6State.Off or Dhcpv6State.Informing or Dhcpv6State.Informed)
        {
            Begin(Dhcpv6State.Soliciting, Dhcpv6Exchange.Solicit, RandomDelay());
        }
        else if (hasOtherInformation && State == Dhcpv6State.Off)
        {
            Begin(Dhcpv6State.Informing, Dhcpv6Exchange.Inform, RandomDelay());
        }
    }

    /// <summary>The link came back, and may be another (18.2.12).</summary>
    public void LinkUp()
    {
        switch (State)
        {
            case Dhcpv6State.Off or Dhcpv6State.Released:
                break;
            case Dhcpv6State.Informing or Dhcpv6State.Informed:
                Begin(Dhcpv6State.Informing, Dhcpv6Exchange.Inform, RandomDelay());
                break;
            case not Dhcpv6State.Declining when _lease is { } lease && lease.Expiry > _clock.Now:
                Begin(Dhcpv6State.Confirming, Dhcpv6Exchange.Confirm, RandomDelay());
                break;
            default:
                StartOver(RandomDelay());
                break;
        }
    }

    /// <summary>Another station has an address that was leased to us (18.2.8).</summary>
    public void Decline(IpAddress address)
    {
        if (_lease is not null && _lease.Addresses.Exists(leased => leased.Address == address))
        {
            _declined = address;
            _configuration.Withdraw(address);
            Begin(Dhcpv6State.Declining, Dhcpv6Exchange.Decline, TimeSpan.Zero);
        }
    }

    /// <summary>Gives back what is leased (18.2.7), said once: whoever shuts down does not wait for an answer.</summary>
    public void Release()
    {
        if (_lease is not null)
        {
            BeginTransaction();
            Send(Dhcpv6MessageType.Release);
        }

        Withdraw();
        Rest(Dhcpv6State.Released, Instant.Never);
    }

    public void Poll()
    {
        if (NextPoll > _clock.Now)
        {
            return;
        }

        switch (State)
        {
            case Dhcpv6State.Bound:
                Begin(Dhcpv6State.Renewing, Dhcpv6Exchange.Renew, TimeSpan.Zero);
                break;
            case Dhcpv6State.Informed:
                Begin(Dhcpv6State.Informing, Dhcpv6Exchange.Inform, RandomDelay());
                break;
            case Dhcpv6State.Renewing or Dhcpv6State.Rebinding when _lease!.Expiry <= _clock.Now:
                StartOver(TimeSpan.Zero);
                break;
            case Dhcpv6State.Renewing when _lease!.Rebinding <= _clock.Now:
                Begin(Dhcpv6State.Rebinding, Dhcpv6Exchange.Rebind, TimeSpan.Zero);
                break;
            case Dhcpv6State.Soliciting when _offer is not null:
                // The best that came within the first interval (18.2.9).
                Begin(Dhcpv6State.Requesting, Dhcpv6Exchange.Request, TimeSpan.Zero);
                break;
            default:
                if (_exchange.MaxCount != 0 && _backoff.Count >= _exchange.MaxCount)
                {
                    GiveUp();
                }
                else
                {
                    Transmit();
                }

                break;
        }
    }

    private TimeSpan RandomDelay() => _random.NextBetween(TimeSpan.Zero, s_longestDelay);

    private void GiveUp()
    {
        if (State == Dhcpv6State.Confirming)
        {
            // Nobody knows better: what we have is used on (18.2.3).
            Rest(Dhcpv6State.Bound, _lease!.Renewal);
            return;
        }

        StartOver(State == Dhcpv6State.Declining ? s_pause : TimeSpan.Zero);
    }

    /// <summary>Whatever was leased is not ours any more: servers are looked for anew.</summary>
    private void StartOver(TimeSpan pause)
    {
        Withdraw();
        _offer = null;
        Begin(Dhcpv6State.Soliciting, Dhcpv6Exchange.Solicit, pause);
    }

    private void Begin(Dhcpv6State state, Dhcpv6Exchange exchange, TimeSpan delay)
    {
        State = state;
        _exchange = exchange;
        _backoff = new ExponentialBackoff(_random, exchange.First, exchange.Longest);
        BeginTransaction();
        _began = _clock.Now + delay;
        NextPoll = _began;
    }

    private void BeginTransaction() => _transaction = _random.NextUInt32() & 0xFF_FFFF;

    private void Rest(Dhcpv6State state, Instant until)
    {
        State = state;
        NextPoll = until;
    }

    private void Transmit()
    {
        Instant end = State switch
        {
            Dhcpv6State.Renewing => _lease!.Rebinding,
            Dhcpv6State.Rebinding => _lease!.Expiry,
            _ => Instant.Never,
        };
        bool isFirstSolicit = State == Dhcpv6State.Soliciting && _backoff.Count == 0;
        NextPoll = Instant.Earlier(end, _clock.Now + _backoff.Next(isNeverShorter: isFirstSolicit));
        Send(_exchange.Message);
    }

    private void Withdraw()
    {
        foreach (Dhcpv6LeasedAddress leased in _lease?.Addresses ?? [])
        {
            _configuration.Withdraw(leased.Address);
        }

        _lease = null;
        _configuration.WithdrawServers();
    }
}
