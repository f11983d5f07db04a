namespace Sabos.Net;

/// <summary>
/// The connections in TIME-WAIT, each as little as it takes to answer for it, in the order in which they expire; bounded, the oldest
/// making way.
/// </summary>
internal sealed class TimeWaitTable
{
    private readonly TcpContext _context;
    private TimeWaitConnection? _oldest;
    private TimeWaitConnection? _newest;

    public TimeWaitTable(TcpContext context) => _context = context;

    public int Count { get; private set; }

    /// <summary>When the oldest is over.</summary>
    public Instant Next => _oldest?.Expiry ?? Instant.Never;

    /// <summary>Puts one in the place of its connection.</summary>
    public void Enter(TcpConnection connection, TimeWaitConnection entry, Instant now)
    {
        if (Count == _context.Settings.TimeWaitCapacity)
        {
            _context.Counters.TimeWaitOverflows++;
            Remove(_oldest!);
        }

        _context.Table.Replace(connection, entry);
        Append(entry, now);
    }

    /// <summary>Begins the two maximum segment lifetimes anew.</summary>
    public void Restart(TimeWaitConnection entry, Instant now)
    {
        Unlink(entry);
        Append(entry, now);
    }

    public void Remove(TimeWaitConnection entry)
    {
        Unlink(entry);
        _context.Table.Remove(entry);
        entry.Connection?.TimeWaitOver();
    }

    public void Run(Instant now)
    {
        while (_oldest is not null && _oldest.Expiry <= now)
        {
            Remove(_oldest);
        }
    }

    private void Append(TimeWaitConnection entry, Instant now)
    {
        entry.Expiry = now + _context.Settings.TimeWait;
        entry.Older = _newest;
        entry.Newer = null;
        if (_newest is null)
        {
            _oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Count++;
    }

    private void Unlink(TimeWaitConnection entry)
    {
        if (entry.Older is null)
        {
            _oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        Count--;
    }
}
