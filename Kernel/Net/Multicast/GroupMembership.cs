using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What is wanted of one group on one interface, and what of it is still to be told (RFC 3376 5, RFC 3810 6).</summary>
internal sealed class GroupMembership(IpAddress group)
{
    private static readonly List<IpAddress> s_none = [];

    private readonly List<Subscription> _subscriptions = [];

    // How often each source's change is still to be told.
    private readonly Dictionary<IpAddress, int> _changedSources = [];
    private int _modeReportsLeft;

    public IpAddress Group { get; } = group;

    /// <summary>What the interface listens to.</summary>
    public SourceFilter Filter { get; private set; } = SourceFilter.Nobody;

    public bool HasChanges => _modeReportsLeft > 0 || _changedSources.Count > 0;

    /// <summary>When a query for this group is answered.</summary>
    public Instant ResponseTime { get; set; } = Instant.Never;

    /// <summary>The sources that queries asked for; empty: for the group.</summary>
    public List<IpAddress> QueriedSources { get; } = [];

    /// <summary>How many reports of an older version are still to be sent unasked.</summary>
    public int OldReportsLeft { get; set; }

    /// <summary>Of an older version: no other station reported the group after us, so that we are the one to say that it is left.</summary>
    public bool IsLastReporter { get; set; }

    public SourceFilter FilterOf(object listener)
    {
        foreach (Subscription subscription in _subscriptions)
        {
            if (subscription.Listener == listener)
            {
                return subscription.Filter;
            }
        }

        return SourceFilter.Nobody;
    }

    /// <summary>Takes what a listener wants from now on.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="filter">What it wants; nobody: it leaves.</param>
    /// <param name="robustness">How often a change is told.</param>
    /// <returns>Whether anything is to be told.</returns>
    public bool Subscribe(object listener, SourceFilter filter, int robustness)
    {
        _subscriptions.RemoveAll(subscription => subscription.Listener == listener);
        if (!filter.IsNobody)
        {
            _subscriptions.Add(new Subscription(listener, filter));
        }

        SourceFilter before = Filter;
        Filter = SourceFilter.Merge(_subscriptions.ConvertAll(static subscription => subscription.Filter));
        if (Filter.Equals(before))
        {
            return false;
        }

        if (Filter.Mode != before.Mode)
        {
            _modeReportsLeft = robustness;
        }
        else
        {
            NoteChanges(Filter, before, robustness);
            NoteChanges(before, Filter, robustness);
        }

        return true;
    }

    private void NoteChanges(SourceFilter one, SourceFilter other, int robustness)
    {
        foreach (IpAddress source in one.Sources)
        {
            if (!other.Lists(source))
            {
                _changedSources[source] = robustness;
            }
        }
    }

    /// <summary>Adds the records of a change, each once more.</summary>
    public void AddChanges(List<GroupRecord> records)
    {
        List<IpAddress> changed = _changedSources.Count == 0 ? s_none : [.. _changedSources.Keys];
        if (_modeReportsLeft > 0)
        {
            _modeReportsLeft--;
            GroupRecordType type = Filter.Mode == FilterMode.Include ? GroupRecordType.ChangeToInclude : GroupRecordType.ChangeToExclude;
            records.Add(new GroupRecord(type, Group, Filter.Sources));
        }
        else if (changed.Count > 0)
        {
            AddSources(records, GroupRecordType.AllowNewSources, changed.FindAll(Filter.Accepts));
            AddSources(records, GroupRecordType.BlockOldSources, changed.FindAll(source => !Filter.Accepts(source)));
        }

        foreach (IpAddress source in changed)
        {
            if (--_changedSources[source] == 0)
            {
                _changedSources.Remove(source);
            }
        }
    }

    /// <summary>Adds the answer to a query (RFC 3376 5.2, RFC 3810 6.3).</summary>
    public void AddCurrentState(List<GroupRecord> records)
    {
        if (QueriedSources.Count > 0)
        {
            AddSources(records, GroupRecordType.ModeIsInclude, QueriedSources.FindAll(Filter.Accepts));
        }
        else if (!Filter.IsNobody)
        {
            GroupRecordType type = Filter.Mode == FilterMode.Include ? GroupRecordType.ModeIsInclude : GroupRecordType.ModeIsExclude;
            records.Add(new GroupRecord(type, Group, Filter.Sources));
        }

        QueriedSources.Clear();
        ResponseTime = Instant.Never;
    }

    /// <summary>The routers of the link do not know sources, or have forgotten everything: nothing of it is to be told any more.</summary>
    public void ForgetChanges()
    {
        _modeReportsLeft = 0;
        _changedSources.Clear();
    }

    /// <summary>New routers are to be told what is listened to, as if it had only begun.</summary>
    public void RepeatState(int robustness) => _modeReportsLeft = Filter.IsNobody ? 0 : robustness;

    private void AddSources(List<GroupRecord> records, GroupRecordType type, List<IpAddress> sources)
    {
        if (sources.Count > 0)
        {
            records.Add(new GroupRecord(type, Group, sources));
        }
    }
}
