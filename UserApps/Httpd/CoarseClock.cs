using System;
using System.Globalization;
using System.Threading;

namespace Sabos.Httpd;

/// <summary>
/// The server's time in whole seconds, as of the last <see cref="Tick"/>: a request reads a field where it would otherwise read a clock
/// and format a date.
/// </summary>
internal sealed class CoarseClock
{
    /// <summary>Length of an HTTP date in bytes (RFC 9110, 5.6.7: IMF-fixdate).</summary>
    public const int DateLength = 29;

    private readonly TimeProvider _time;
    private int _seconds;
    private byte[] _date = [];

    public CoarseClock(TimeProvider time)
    {
        _time = time;
        Refresh();
    }

    /// <summary>
    /// One for each <see cref="Tick"/>. Not read from a clock, which may show two more between ticks a little more than a second apart, or many more after
    /// a machine stood still: whoever waits is given every second of his time.
    /// </summary>
    public int Seconds => Volatile.Read(ref _seconds);

    /// <summary>The Date field's value, for reading only; another array for each second.</summary>
    public byte[] Date => Volatile.Read(ref _date);

    /// <summary>A second has passed, or more.</summary>
    public void Tick()
    {
        Refresh();
        Volatile.Write(ref _seconds, _seconds + 1);
    }

    /// <summary>Catches up with the date, after a time without ticks.</summary>
    public void Refresh()
    {
        byte[] date = new byte[DateLength];
        _time.GetUtcNow().TryFormat(date, out _, "r", CultureInfo.InvariantCulture);
        Volatile.Write(ref _date, date);
    }
}
