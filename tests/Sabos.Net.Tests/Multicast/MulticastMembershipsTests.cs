using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What a host tells multicast routers: RFC 3376 5 and 7, RFC 3810 6 and 8, which are one machine.</summary>
public sealed class MulticastMembershipsTests : IMembershipOutput
{
    private static readonly IpAddress s_group = IpAddress.FromIpv4(239, 1, 2, 3);
    private static readonly IpAddress s_otherGroup = IpAddress.FromIpv4(239, 1, 2, 4);
    private static readonly IpAddress s_a = IpAddress.FromIpv4(10, 0, 0, 10);
    private static readonly IpAddress s_b = IpAddress.FromIpv4(10, 0, 0, 11);
    private static readonly IpAddress s_c = IpAddress.FromIpv4(10, 0, 0, 12);

    private readonly StackClock _clock = new();
    private readonly MulticastMemberships _memberships;
    private readonly List<string> _sent = [];
    private readonly object _socket = new();
    private readonly object _otherSocket = new();

    public MulticastMembershipsTests() => _memberships = new MulticastMemberships(_clock, new StackRandom(new byte[32]), this);

    [Fact]
    public void Join_Leave_AreEachToldTwice()
    {
        Set(SourceFilter.Everybody);
        Assert.Equal(["ToExclude 239.1.2.3"], Said(0));
        Assert.Equal(["ToExclude 239.1.2.3"], Said(2));
        Assert.Empty(Said(100));
        Set(SourceFilter.Nobody);
        Assert.False(_memberships.IsMember(s_group));
        Assert.Equal(["ToInclude 239.1.2.3", "ToInclude 239.1.2.3"], Said(3));
        Assert.Equal(Instant.Never, _memberships.NextPoll);
    }

    [Fact]
    public void Join_OfASecondSocket_IsNoNews()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Set(SourceFilter.Everybody, _otherSocket);
        Set(SourceFilter.Nobody);
        Assert.Empty(Said(5));
        Assert.True(_memberships.IsMember(s_group));
        _memberships.Remove(_otherSocket);
        Assert.Equal(["ToInclude 239.1.2.3"], Said(0));
    }

    [Fact]
    public void Groups_LeftWhileNothingCanBeTold_MakeRoomForOthers()
    {
        for (int i = 0; i < 1000; i++)
        {
            IpAddress group = IpAddress.FromIpv4(239, 2, (byte)(i >> 8), (byte)i);
            Assert.True(_memberships.TrySet(_socket, group, SourceFilter.Everybody));
            Assert.True(_memberships.TrySet(_socket, group, SourceFilter.Nobody));
        }
    }

    // RFC 3376 5.1, its table: a change of sources, and of the mode.
    [Fact]
    public void Sources_Changed_TheDifferenceIsTold()
    {
        Set(Include(s_a, s_b));
        Assert.Equal(["Allow 239.1.2.3 10.0.0.10 10.0.0.11"], Said(0));
        Said(5);
        Set(Include(s_b, s_c));
        Assert.Equal(["Allow 239.1.2.3 10.0.0.12", "Block 239.1.2.3 10.0.0.10"], Said(0));
        Said(5);
        Set(Exclude(s_a));
        Assert.Equal(["ToExclude 239.1.2.3 10.0.0.10"], Said(0));
        Said(5);
        Set(Exclude(s_a, s_b));
        Assert.Equal(["Block 239.1.2.3 10.0.0.11"], Said(0));
    }

    // RFC 3376 5.1: a change before the last one was told often enough is told with it.
    [Fact]
    public void Sources_ChangedAgainMeanwhile_BothAreTold()
    {
        Set(Include(s_a));
        Said(0);
        Set(Include(s_a, s_b));
        Assert.Equal(["Allow 239.1.2.3 10.0.0.10 10.0.0.11"], Said(0));
        Assert.Equal(["Allow 239.1.2.3 10.0.0.11"], Said(5));
    }

    // RFC 3376 3.2, its examples.
    [Fact]
    public void Sources_OfSeveralSockets_AreMerged()
    {
        Assert.Equal(Exclude(s_c), SourceFilter.Merge([Exclude(s_a, s_b, s_c), Exclude(s_b, s_c), Include(s_b)]));
        Assert.Equal(Include(s_a, s_b), SourceFilter.Merge([Include(s_a), Include(s_b)]));
        Assert.Equal(SourceFilter.Everybody, SourceFilter.Merge([Exclude(s_a), Include(s_a)]));
        Set(Exclude(s_a, s_b));
        Set(Include(s_a), _otherSocket);
        Assert.True(_memberships.Accepts(s_group, s_a));
        Assert.False(_memberships.Accepts(s_group, s_b));
        Assert.False(_memberships.FilterOf(_socket, s_group).Accepts(s_a));
    }

    [Fact]
    public void GeneralQuery_AfterARandomTime_IsAnsweredForAllGroupsAtOnce()
    {
        Set(SourceFilter.Everybody);
        _memberships.TrySet(_socket, s_otherGroup, Include(s_a));
        Said(5);
        Ask(default, 10);
        Assert.Empty(Said(0));
        Assert.Equal(["IsExclude 239.1.2.3", "IsInclude 239.1.2.4 10.0.0.10"], Said(10));
        Assert.Empty(Said(100));
    }

    [Fact]
    public void GroupQuery_OfAGroupNotJoined_IsNotAnswered()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Ask(s_otherGroup, 1);
        Assert.Empty(Said(5));
        Ask(s_group, 1);
        Assert.Equal(["IsExclude 239.1.2.3"], Said(1));
    }

    // RFC 3376 5.2, rule of the group-and-source-specific query.
    [Fact]
    public void SourceQuery_IsAnsweredWithWhatIsListenedTo()
    {
        Set(Exclude(s_a));
        Said(5);
        Ask(s_group, 1, s_a, s_b);
        Ask(s_group, 1, s_c);
        Assert.Equal(["IsInclude 239.1.2.3 10.0.0.11 10.0.0.12"], Said(1));
        Ask(s_group, 1, s_a);
        Assert.Empty(Said(1));
        Ask(s_group, 1, s_b);
        Ask(s_group, 1);
        Assert.Equal(["IsExclude 239.1.2.3 10.0.0.10"], Said(1));
    }

    [Fact]
    public void Query_ASoonerAnswerIsDue_IsAnsweredByThat()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Ask(default, 0);
        Ask(s_group, 10);
        Assert.Equal(["IsExclude 239.1.2.3"], Said(20));
    }

    [Fact]
    public void Query_SaysTheRobustness_ChangesAreToldAsOften()
    {
        _memberships.Receive(new MembershipQuery(MembershipVersion.WithSources, IpAddress.AnyIpv4, TimeSpan.Zero, []) { Robustness = 4 });
        Said(1);
        Set(SourceFilter.Everybody);
        Assert.Equal(4, Said(10).Count);
    }

    // RFC 3376 5.2: who asks again and again does not put the answer off.
    [Fact]
    public void GeneralQuery_AGeneralAnswerIsDueSooner_IsAnsweredByThat()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Ask(default, 0.1);
        for (int i = 0; i < 20; i++)
        {
            Ask(default, 1000);
        }

        Assert.Equal(["IsExclude 239.1.2.3"], Said(0.1));
        Assert.Empty(Said(1000));
    }

    // 5.2: what many queries ask for must not cost memory without bound.
    [Fact]
    public void SourceQueries_ForManySources_AreBounded()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        for (uint i = 0; i < 1000; i++)
        {
            Ask(s_group, 10, IpAddress.FromIpv4(0x0A01_0000 + i));
        }

        Assert.Equal(2 + 64, Assert.Single(Said(10)).Split(' ').Length);
    }

    [Fact]
    public void SourceQuery_AnsweredByAGeneralAnswer_IsForgotten()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Ask(s_group, 1000, s_a);
        Ask(default, 0);
        Assert.Equal(["IsExclude 239.1.2.3"], Said(0));
        Assert.Empty(Said(1000));
    }

    // RFC 3376 7.2.1: only where the routers are of an older version another's report is enough.
    [Fact]
    public void GroupQuery_AnotherStationReports_IsAnsweredAllTheSame()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Ask(s_group, 1);
        _memberships.ReceiveReport(s_group);
        Assert.Equal(["IsExclude 239.1.2.3"], Said(1));
    }

    // RFC 3376 7.2.1: pending state-change reports are dropped.
    [Fact]
    public void OldQuerier_WhatWasStillToBeTold_IsForgotten()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Set(SourceFilter.Nobody);
        Said(0);
        AskOld(MembershipVersion.WithoutSources, default);
        Assert.Empty(Said(300));
        _memberships.TrySet(_socket, s_otherGroup, SourceFilter.Everybody);
        Assert.Equal(["ToExclude 239.1.2.4"], Said(0));
    }

    // RFC 2236 3, RFC 2710 4.
    [Fact]
    public void OldQuerier_ReportsAndLeavesAreOfItsVersion()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        AskOld(MembershipVersion.WithoutSources, default);
        Assert.Equal(["Report 239.1.2.3"], Said(10));
        _memberships.TrySet(_socket, s_otherGroup, SourceFilter.Everybody);
        Assert.Equal(["Report 239.1.2.4", "Report 239.1.2.4"], Said(20));
        Set(SourceFilter.Nobody);
        Assert.Equal(["Leave 239.1.2.3"], Said(5));
    }

    [Fact]
    public void OldQuerier_AnotherStationReports_WeNeedNot()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        AskOld(MembershipVersion.WithoutSources, s_group);
        _memberships.ReceiveReport(s_group);
        Assert.Empty(Said(20));
        Set(SourceFilter.Nobody);
        Assert.Empty(Said(20));
    }

    [Fact]
    public void OldestQuerier_IsNotToldOfLeaving()
    {
        AskOld(MembershipVersion.WithoutLeave, default);
        Set(SourceFilter.Everybody);
        Assert.Equal(["Report 239.1.2.3"], Said(0));
        Said(20);
        Set(SourceFilter.Nobody);
        Assert.Empty(Said(20));
    }

    // RFC 3376 8.12, RFC 3810 9.12: twice 125 s and 10 s.
    [Fact]
    public void OldQuerier_SilentForLong_IsForgotten()
    {
        AskOld(MembershipVersion.WithoutSources, default);
        Said(259);
        Assert.Equal(MembershipVersion.WithoutSources, _memberships.Version);
        Said(2);
        Assert.Equal(MembershipVersion.WithSources, _memberships.Version);
        Set(SourceFilter.Everybody);
        Assert.Equal(["ToExclude 239.1.2.3"], Said(0));
    }

    [Fact]
    public void LinkUp_EverythingIsToldAnew()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        _memberships.Restart();
        Assert.Equal(["ToExclude 239.1.2.3", "ToExclude 239.1.2.3"], Said(5));
    }

    [Fact]
    public void LinkUp_AnOldQuerierOfTheOldLink_IsForgotten()
    {
        AskOld(MembershipVersion.WithoutLeave, default);
        Set(SourceFilter.Everybody);
        Said(20);
        _memberships.Restart();
        Assert.Equal(["ToExclude 239.1.2.3", "ToExclude 239.1.2.3"], Said(5));
    }

    [Fact]
    public void LinkUp_AGroupJustLeft_IsNotSpokenOf()
    {
        Set(SourceFilter.Everybody);
        Said(5);
        Set(SourceFilter.Nobody);
        _memberships.Restart();
        Assert.Empty(Said(5));
    }

    [Fact]
    public void Groups_Many_AreBounded()
    {
        int joined = Enumerable.Range(0, 1000).Count(i => _memberships.TrySet(_socket, IpAddress.FromIpv4(0xEF00_0000U + (uint)i), SourceFilter.Everybody));
        Assert.Equal(128, joined);
        _memberships.Remove(_socket);
        Said(10);
        Assert.Empty(_memberships.Groups);
        Assert.True(_memberships.TrySet(_socket, s_group, SourceFilter.Everybody));
    }

    void IMembershipOutput.SendRecords(IReadOnlyList<GroupRecord> records) => _sent.AddRange(records.Select(Describe));

    void IMembershipOutput.SendReport(IpAddress group, MembershipVersion version) => _sent.Add($"Report {group}");

    void IMembershipOutput.SendLeave(IpAddress group) => _sent.Add($"Leave {group}");

    private static string Describe(GroupRecord record)
    {
        string type = record.Type switch
        {
            GroupRecordType.ModeIsInclude => "IsInclude",
            GroupRecordType.ModeIsExclude => "IsExclude",
            GroupRecordType.ChangeToInclude => "ToInclude",
            GroupRecordType.ChangeToExclude => "ToExclude",
            GroupRecordType.AllowNewSources => "Allow",
            _ => "Block",
        };
        return string.Join(' ', [type, record.Group.ToString(), .. record.Sources.OrderBy(source => source.Ipv4Bits).Select(source => source.ToString())]);
    }

    private static SourceFilter Include(params IpAddress[] sources) => new(FilterMode.Include, sources);

    private static SourceFilter Exclude(params IpAddress[] sources) => new(FilterMode.Exclude, sources);

    private void Set(SourceFilter filter, object? listener = null) => Assert.True(_memberships.TrySet(listener ?? _socket, s_group, filter));

    private void Ask(IpAddress group, double seconds, params IpAddress[] sources) =>
        _memberships.Receive(new MembershipQuery(MembershipVersion.WithSources, group, TimeSpan.FromSeconds(seconds), sources));

    private void AskOld(MembershipVersion version, IpAddress group) =>
        _memberships.Receive(new MembershipQuery(version, group, TimeSpan.FromSeconds(1), []));

    /// <summary>What was said since the last time, and is said within that time.</summary>
    private List<string> Said(double seconds)
    {
        Instant end = _clock.Now + TimeSpan.FromSeconds(seconds);
        while (_memberships.NextPoll <= end)
        {
            _clock.Now = _memberships.NextPoll > _clock.Now ? _memberships.NextPoll : _clock.Now;
            _memberships.Poll();
        }

        _clock.Now = end;
        List<string> said = [.. _sent];
        _sent.Clear();
        return said;
    }
}
