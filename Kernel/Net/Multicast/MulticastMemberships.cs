using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// The groups that are listened to on one interface, over one version of IP, and what multicast routers are told of them: the host's side of IGMPv3
/// (RFC 3376) and MLDv2 (RFC 3810), which differ in their messages only, and of the older versions where a router speaks no newer one.
/// </summary>
/// <param name="clock">The stack's.</param>
/// <param name="random">For the times of reports.</param>
/// <param name="output">Tells the routers; null: the link has none, as loopback, and both versions' groups are here.</param>
internal sealed class MulticastMemberships(StackClock clock, StackRandom random, IMembershipOutput? output)
{
    // What a flood of joins may cost.
    private const int MaxGroups = 128;
    private const int MaxQueriedSources = 64;

    // RFC 3376 8.14, RFC 3810 9.14: the default of the robustness variable, and of the others below.
    private const int DefaultRobustness = 2;
    private static readonly TimeSpan s_unsolicitedInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_oldUnsolicitedInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_defaultQueryInterval = TimeSpan.FromSeconds(125);
    private static readonly TimeSpan s_queryResponseInterval = TimeSpan.FromSeconds(10);

    private readonly List<GroupMembership> _groups = [];
    private readonly List<GroupRecord> _records = [];
    private int _robustness = DefaultRobustness;
    private TimeSpan _queryInterval = s_defaultQueryInterval;
    private Instant _nextChangeReport = Instant.Never;
    private Instant _generalResponse = Instant.Never;
    private Instant _withoutLeaveUntil;
    private Instant _withoutSourcesUntil;

    /// <summary>What the link's routers understand.</summary>
    public MembershipVersion Version =>
        _withoutLeaveUntil > clock.Now ? MembershipVersion.WithoutLeave
        : _withoutSourcesUntil > clock.Now ? MembershipVersion.WithoutSources
        : MembershipVersion.WithSources;

    public Instant NextPoll
    {
        get
        {
            Instant next = Instant.Earlier(_nextChangeReport, _generalResponse);
            foreach (GroupMembership group in _groups)
            {
                next = Instant.Earlier(next, group.ResponseTime);
            }

            return next;
        }
    }

    /// <summary>How often a group was joined or left.</summary>
    public int Changes { get; private set; }

    /// <summary>Groups that somebody listens to.</summary>
    public IEnumerable<IpAddress> Groups
    {
        get
        {
            foreach (GroupMembership group in _groups)
            {
                if (!group.Filter.IsNobody)
                {
                    yield return group.Group;
                }
            }
        }
    }

    /// <summary>Sets what a listener wants of a group. False: there is no room for another group.</summary>
    public bool TrySet(object listener, IpAddress group, SourceFilter filter)
    {
        GroupMembership? membership = Find(group);
        if (membership is null)
        {
            if (filter.IsNobody)
            {
                return true;
            }

            // Where nothing can be told groups left are still to be told of: rather that is forgone than a group refused.
            if (_groups.Count == MaxGroups && _groups.RemoveAll(static group => group.Filter.IsNobody) == 0)
            {
                return false;
            }

            membership = new GroupMembership(group);
            _groups.Add(membership);
        }

        bool wasMember = !membership.Filter.IsNobody;
        if (membership.Subscribe(listener, filter, _robustness))
        {
            Changes += wasMember == membership.Filter.IsNobody ? 1 : 0;
            TellChange(membership, wasMember);
        }

        return true;
    }

    /// <summary>A listener is gone: it wants nothing any more.</summary>
    public void Remove(object listener)
    {
        foreach (GroupMembership group in _groups.ToArray())
        {
            TrySet(listener, group.Group, SourceFilter.Nobody);
        }
    }

    /// <summary>What a listener wants of a group.</summary>
    public SourceFilter FilterOf(object listener, IpAddress group) => Find(group)?.FilterOf(listener) ?? SourceFilter.Nobody;

    /// <summary>Whether anybody here wants what a source sends to a group.</summary>
    public bool Accepts(IpAddress group, IpAddress source) => Find(group) is { } membership && membership.Filter.Accepts(source);

    /// <summary>Whether anybody here wants anything that is sent to a group.</summary>
    public bool IsMember(IpAddress group) => Find(group) is { Filter.IsNobody: false };

    /// <summary>The link came back, and may lead to other routers: all is told anew.</summary>
    public void Restart()
    {
        _withoutLeaveUntil = _withoutSourcesUntil = default;
        _generalResponse = Instant.Never;
        _robustness = DefaultRobustness;
        _queryInterval = s_defaultQueryInterval;
        foreach (GroupMembership group in _groups)
        {
            group.ForgetChanges();
            group.RepeatState(_robustness);
        }

        _nextChangeReport = clock.Now;
    }

    /// <summary>A router asks (RFC 3376 5.2, RFC 3810 6.2). Its sender and hop limit are the caller's to check.</summary>
    public void Receive(in MembershipQuery query)
    {
        TakeVersion(query);
        Instant response = clock.Now + random.NextBetween(TimeSpan.Zero, query.MaxResponse);
        if (_generalResponse <= response)
        {
            return;
        }

        if (query.Group.IsUnspecified)
        {
            AnswerAll(query, response);
        }
        else if (Find(query.Group) is { Filter.IsNobody: false } membership)
        {
            Answer(membership, query, response);
        }
    }

    /// <summary>Another station reported a group by an older version: the router knows enough (RFC 2236 3, RFC 2710 4).</summary>
    public void ReceiveReport(IpAddress group)
    {
        if (Version != MembershipVersion.WithSources && Find(group) is { } membership)
        {
            membership.ResponseTime = Instant.Never;
            membership.OldReportsLeft = 0;
            membership.IsLastReporter = false;
        }
    }

    public void Poll()
    {
        if (NextPoll > clock.Now)
        {
            return;
        }

        if (Version == MembershipVersion.WithSources)
        {
            SendRecords();
        }
        else
        {
            SendOldReports();
        }

        _groups.RemoveAll(static group => group.Filter.IsNobody && !group.HasChanges);
    }

    private GroupMembership? Find(IpAddress group)
    {
        foreach (GroupMembership membership in _groups)
        {
            if (membership.Group == group)
            {
                return membership;
            }
        }

        return null;
    }

    private void TellChange(GroupMembership membership, bool wasMember)
    {
        if (output is null)
        {
            membership.ForgetChanges();
            _groups.RemoveAll(static group => group.Filter.IsNobody);
            return;
        }

        if (Version == MembershipVersion.WithSources)
        {
            _nextChangeReport = clock.Now;
            return;
        }

        membership.ForgetChanges();
        bool isMember = !membership.Filter.IsNobody;
        if (isMember && !wasMember)
        {
            membership.OldReportsLeft = _robustness;
            membership.ResponseTime = clock.Now;
        }
        else if (wasMember && !isMember)
        {
            if (membership.IsLastReporter && Version != MembershipVersion.WithoutLeave)
            {
                output.SendLeave(membership.Group);
            }

            _groups.Remove(membership);
        }
    }

    private void TakeVersion(in MembershipQuery query)
    {
        if (query.Version == MembershipVersion.WithSources)
        {
            _robustness = query.Robustness > 0 ? query.Robustness : DefaultRobustness;
            _queryInterval = query.Interval > TimeSpan.Zero ? query.Interval : s_defaultQueryInterval;
            return;
        }

        // Older version querier present timeout (RFC 3376 8.12, RFC 3810 9.12). What newer versions had still to tell is dropped.
        MembershipVersion before = Version;
        Instant until = clock.Now + (_queryInterval * _robustness) + s_queryResponseInterval;
        if (query.Version == MembershipVersion.WithoutLeave)
        {
            _withoutLeaveUntil = until;
        }
        else
        {
            _withoutSourcesUntil = until;
        }

        if (Version != before)
        {
            _generalResponse = _nextChangeReport = Instant.Never;
            _groups.ForEach(static group => group.ForgetChanges());
            _groups.RemoveAll(static group => group.Filter.IsNobody);
        }
    }

    private void AnswerAll(in MembershipQuery query, Instant response)
    {
        if (Version == MembershipVersion.WithSources)
        {
            _generalResponse = response;
            return;
        }

        foreach (GroupMembership group in _groups)
        {
            Instant own = clock.Now + random.NextBetween(TimeSpan.Zero, query.MaxResponse);
            group.ResponseTime = Instant.Earlier(group.ResponseTime, own);
        }
    }

    private static void Answer(GroupMembership membership, in MembershipQuery query, Instant response)
    {
        bool isForGroup = query.Sources.Count == 0 || (membership.ResponseTime != Instant.Never && membership.QueriedSources.Count == 0);
        membership.ResponseTime = Instant.Earlier(membership.ResponseTime, response);
        if (isForGroup)
        {
            membership.QueriedSources.Clear();
            return;
        }

        foreach (IpAddress source in query.Sources)
        {
            if (membership.QueriedSources.Count < MaxQueriedSources && !membership.QueriedSources.Contains(source))
            {
                membership.QueriedSources.Add(source);
            }
        }
    }

    private void SendRecords()
    {
        _records.Clear();
        if (_nextChangeReport <= clock.Now)
        {
            _groups.ForEach(group => group.AddChanges(_records));
            _nextChangeReport = _groups.Exists(static group => group.HasChanges)
                ? clock.Now + random.NextBetween(new TimeSpan(1), s_unsolicitedInterval)
                : Instant.Never;
        }

        if (_generalResponse <= clock.Now)
        {
            _generalResponse = Instant.Never;
            foreach (GroupMembership group in _groups)
            {
                group.QueriedSources.Clear();
                group.AddCurrentState(_records);
            }
        }

        foreach (GroupMembership group in _groups)
        {
            if (group.ResponseTime <= clock.Now)
            {
                group.AddCurrentState(_records);
            }
        }

        if (_records.Count > 0)
        {
            output?.SendRecords(_records);
        }
    }

    private void SendOldReports()
    {
        _nextChangeReport = _generalResponse = Instant.Never;
        foreach (GroupMembership group in _groups)
        {
            if (group.ResponseTime > clock.Now)
            {
                continue;
            }

            group.IsLastReporter = true;
            group.OldReportsLeft = Math.Max(0, group.OldReportsLeft - 1);
            group.ResponseTime = group.OldReportsLeft > 0 ? clock.Now + random.NextBetween(new TimeSpan(1), s_oldUnsolicitedInterval) : Instant.Never;
            output?.SendReport(group.Group, Version);
        }
    }
}
