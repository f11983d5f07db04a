using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The neighbours of one interface: neighbour unreachability detection (RFC 4861 7.3), for ARP as for neighbour discovery. The table is bounded:
/// when it is full, the oldest goes that only told of itself, and before any that was used here, of which the one unused for longest. Strangers to be
/// answered have a small table beside it until they are resolved, so that forged sources push nobody out and cause no storm of requests.
/// </summary>
internal sealed partial class NeighborCache
{
    public const int Capacity = 512;

    // Half of what the pending frames hold.
    private const int StrangerCapacity = 32;
    private const int StrangersPerSecond = 50;

    // RFC 4861 10: RETRANS_TIMER, MAX_MULTICAST_SOLICIT and MAX_UNICAST_SOLICIT, DELAY_FIRST_PROBE_TIME, REACHABLE_TIME.
    private const int MaxSolicitations = 3;
    private static readonly TimeSpan s_delayFirstProbe = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestReachable = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestReachable = TimeSpan.FromSeconds(45);

    // How long a neighbour that did not answer is not asked again (RFC 1122 2.3.2.1: at most one request a second).
    private static readonly TimeSpan s_failureHold = TimeSpan.FromSeconds(1);

    private readonly Dictionary<IpAddress, NeighborEntry> _entries;
    private readonly LinkedList<NeighborEntry> _byUse = new();
    private readonly LinkedList<NeighborEntry> _unused = new();
    private readonly LinkedList<NeighborEntry> _strangers = new();
    private readonly RandomizedRateLimit _strangerLimit;
    private readonly Stack<NeighborEntry> _spare = new();
    private readonly List<NeighborEntry> _timed = [];
    private readonly List<NeighborEntry> _unsent = [];
    private readonly List<NeighborEntry> _failed = [];
    private readonly PendingFrames _pending;
    private readonly INeighborSolicitor _solicitor;
    private readonly StackClock _clock;
    private readonly StackRandom _random;
    private TimeSpan _reachableTime;
    private TimeSpan _retransmission = TimeSpan.FromSeconds(1);
    private readonly NeighborCounters _counters;
    private NeighborEntry? _last;

    public NeighborCache(INeighborSolicitor solicitor, PendingFrames pending, StackClock clock, StackRandom random, NeighborCounters counters)
    {
        _solicitor = solicitor;
        _pending = pending;
        _clock = clock;
        _counters = counters;
        _random = random;

        _strangerLimit = new RandomizedRateLimit(random, StrangersPerSecond, StrangerCapacity);

        // Drawn once for the interface (RFC 4861 6.3.2), not for each of the many confirmations.
        _reachableTime = random.NextBetween(s_shortestReachable, s_longestReachable);
        _entries = new Dictionary<IpAddress, NeighborEntry>(Capacity + StrangerCapacity, new KeyedAddressComparer(new SipHash(random)));
    }

    public int Count => _entries.Count;

    /// <summary>Packets wait for a neighbour's address.</summary>
    public bool HasPending => !_pending.IsEmpty;

    /// <summary>When <see cref="Poll"/> is wanted next.</summary>
    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>
    /// The neighbour's entry for a packet about to be sent, whose use may begin its resolution or its confirmation. False: it is for a stranger
    /// (<see cref="IpSend"/>), and too many are being resolved.
    /// </summary>
    public bool TryUse(IpAddress address, bool isForStranger, [NotNullWhen(true)] out NeighborEntry? entry)
    {
        entry = Find(address);
        if (isForStranger && entry is null or { State: NeighborState.Failed })
        {
            return TryAskForStranger(address, ref entry);
        }

        if (entry is null)
        {
            MakeRoom();
            entry = Make(address, default, NeighborState.Failed);
            _byUse.AddFirst(entry.Node);
        }
        else if (!isForStranger || entry.State != NeighborState.Incomplete)
        {
            Touch(entry);
        }

        switch (entry.State)
        {
            case NeighborState.Failed when IsAskable(entry):
                Begin(entry, NeighborState.Incomplete);
                Solicit(entry);
                break;
            case NeighborState.Reachable when entry.Deadline <= _clock.Now:
            case NeighborState.Stale:
                Begin(entry, NeighborState.Delay);
                SetTimer(entry, s_delayFirstProbe);
                break;
        }

        return true;
    }

    /// <summary>
    /// The link-layer address of the neighbour that was used last, if this is it, it is reachable, and no packet waits for it: then its use changes nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryUseAgain(IpAddress address, out MacAddress hardware)
    {
        NeighborEntry? last = _last;
        bool isSame = last is { State: NeighborState.Reachable, FirstPending: < 0 } && last.Address == address && last.Deadline > _clock.Now
            && last.Node == _byUse.First;
        hardware = isSame ? last!.Hardware : default;
        return isSame;
    }

    /// <summary>Room for a packet that waits for this neighbour.</summary>
    public bool TryReserve(NeighborEntry entry, int length, TransmitOffload offload, out OutgoingFrame frame) =>
        _pending.TryReserve(entry, length, offload, out frame);

    /// <summary>Whether nothing waits for this neighbour any more, so that the next packet overtakes none.</summary>
    public bool TrySendPending(NeighborEntry entry) => entry.FirstPending < 0 || _pending.TrySend(entry);

    /// <summary>What a received message says of its sender, if the sender is in the table. True: it is.</summary>
    /// <param name="address">The sender.</param>
    /// <param name="hardware">Its link-layer address.</param>
    /// <param name="isAnswer">It answers us, which proves that the neighbour hears us as well.</param>
    public bool TryUpdate(IpAddress address, MacAddress hardware, bool isAnswer)
    {
        NeighborEntry? entry = Find(address);
        if (entry is null)
        {
            return false;
        }

        if (entry.IsStranger)
        {
            Place(entry, isUsed: false);
        }

        bool isAsked = entry.HasTimer;
        bool isChanged = entry.Hardware != hardware;
        entry.Hardware = hardware;
        if (isAnswer && isAsked)
        {
            MarkReachable(entry);
        }
        else if (entry.State is NeighborState.Incomplete or NeighborState.Failed || isChanged)
        {
            Begin(entry, NeighborState.Stale);
        }

        SendPending(entry);
        return true;
    }

    /// <summary>Learns a neighbour that talks to us. Until it is used it gives way to others.</summary>
    public void Learn(IpAddress address, MacAddress hardware)
    {
        MakeRoom();
        _unused.AddLast(Make(address, hardware, NeighborState.Stale).Node);
    }

    /// <summary>A transport saw the neighbour answer (RFC 4861 7.3.1).</summary>
    public void Confirm(IpAddress address)
    {
        if (Find(address) is { State: not (NeighborState.Incomplete or NeighborState.Failed) } entry)
        {
            MarkReachable(entry);
        }
    }

    /// <summary>A snapshot, the most recently used first.</summary>
    public List<NeighborInfo> GetEntries()
    {
        List<NeighborInfo> entries = new(_entries.Count);
        foreach (LinkedList<NeighborEntry> list in (ReadOnlySpan<LinkedList<NeighborEntry>>)[_byUse, _unused, _strangers])
        {
            foreach (NeighborEntry entry in list)
            {
                bool isAged = entry.State == NeighborState.Reachable && entry.Deadline <= _clock.Now;
                entries.Add(new NeighborInfo(entry.Address, entry.Hardware, isAged ? NeighborState.Stale : entry.State));
            }
        }

        return entries;
    }

    /// <summary>Forgets everything: the link was away, and may have come back as another.</summary>
    public void Clear()
    {
        while ((_byUse.Last ?? _unused.Last ?? _strangers.Last) is { } node)
        {
            Remove(node.Value);
        }
    }

    /// <summary>Runs the timers that are due.</summary>
    public void Poll()
    {
        _unsent.RemoveAll(static entry => entry.FirstPending < 0);
        foreach (NeighborEntry entry in _unsent)
        {
            _pending.TrySend(entry);
        }

        if (NextPoll > _clock.Now)
        {
            return;
        }

        NextPoll = Instant.Never;
        for (int i = _timed.Count - 1; i >= 0; i--)
        {
            NeighborEntry entry = _timed[i];
            if (entry.HasTimer && entry.Deadline <= _clock.Now)
            {
                Expire(entry);
            }

            if (!entry.HasTimer)
            {
                entry.IsTimed = false;
                _timed[i] = _timed[^1];
                _timed.RemoveAt(_timed.Count - 1);
                continue;
            }

            NextPoll = Instant.Earlier(NextPoll, entry.Deadline);
        }

        // After the walk: those told may send, and with that change the lists.
        foreach (NeighborEntry entry in _failed)
        {
            _pending.Drop(entry, _solicitor);
            _solicitor.OnUnreachable(entry.Address);
        }

        _failed.Clear();
    }

    private void SendPending(NeighborEntry entry)
    {
        if (!_pending.TrySend(entry) && !_unsent.Contains(entry))
        {
            _unsent.Add(entry);
        }
    }

    private NeighborEntry? Find(IpAddress address)
    {
        if (_last is { } last && last.Address == address)
        {
            return last;
        }

        if (!_entries.TryGetValue(address, out NeighborEntry? entry))
        {
            return null;
        }

        _last = entry;
        return entry;
    }

    private void Touch(NeighborEntry entry)
    {
        if (_byUse.First != entry.Node)
        {
            Place(entry, isUsed: true);
        }
    }

    /// <summary>Puts an entry first among those that are used, or last among those that are not. It is no stranger any more.</summary>
    private void Place(NeighborEntry entry, bool isUsed)
    {
        if (entry.IsStranger)
        {
            MakeRoom();
            entry.IsStranger = false;
        }

        entry.Node.List!.Remove(entry.Node);
        if (isUsed)
        {
            _byUse.AddFirst(entry.Node);
        }
        else
        {
            _unused.AddLast(entry.Node);
        }
    }

    private bool IsAskable(NeighborEntry entry) => entry.Deadline == Instant.Never || entry.Deadline <= _clock.Now;

    private NeighborEntry Make(IpAddress address, MacAddress hardware, NeighborState state)
    {
        NeighborEntry entry = _spare.Count > 0 ? _spare.Pop() : new NeighborEntry();
        entry.Reset(address, hardware, state);
        _entries.Add(address, entry);
        return entry;
    }

    private void MakeRoom()
    {
        if (_byUse.Count + _unused.Count == Capacity)
        {
            _counters.Evictions++;
            Remove((_unused.First ?? _byUse.Last!).Value);
        }
    }

    private void Remove(NeighborEntry entry)
    {
        _pending.Drop(entry, told: null);
        _entries.Remove(entry.Address);
        entry.Node.List!.Remove(entry.Node);
        if (entry.IsTimed)
        {
            _timed.Remove(entry);
        }

        _unsent.Remove(entry);
        _last = null;
        _spare.Push(entry);
    }

    private static void Begin(NeighborEntry entry, NeighborState state)
    {
        entry.State = state;
        entry.Solicitations = 0;
        entry.Deadline = Instant.Never;
    }

    private void MarkReachable(NeighborEntry entry)
    {
        Begin(entry, NeighborState.Reachable);
        entry.Deadline = _clock.Now + _reachableTime;
    }

    private void SetTimer(NeighborEntry entry, TimeSpan delay)
    {
        entry.Deadline = _clock.Now + delay;
        NextPoll = Instant.Earlier(NextPoll, entry.Deadline);
        _solicitor.OnTimed();
        if (!entry.IsTimed)
        {
            entry.IsTimed = true;
            _timed.Add(entry);
        }
    }

    private void Expire(NeighborEntry entry)
    {
        if (entry.State == NeighborState.Delay)
        {
            Begin(entry, NeighborState.Probe);
        }

        if (entry.Solicitations < MaxSolicitations)
        {
            Solicit(entry);
            return;
        }

        _counters.Failures++;
        Begin(entry, NeighborState.Failed);
        entry.Deadline = _clock.Now + s_failureHold;
        _failed.Add(entry);
    }

    private void Solicit(NeighborEntry entry)
    {
        entry.Solicitations++;
        SetTimer(entry, _retransmission);
        _solicitor.Solicit(entry.Address, entry.State == NeighborState.Probe ? entry.Hardware : null);
    }
}
