using System;
using System.Globalization;
using System.Threading;

namespace Sabos.Httpd;

/// <summary>
/// The server's time in whole seconds, as of the last <see cref="Advance"/>: a request reads a field where it would otherwise read a clock
/// and format a date.
/// </summary>
internal sealed class CoarseClock
{
    /// <summary>Length of an HTTP date in bytes (RFC 9110, 5.6.7: IMF-fixdate).</summary>
    public const int DateLength = 29;

    private readonly TimeProvider _time;
    private readonly long _start;
    private int _seconds;
    private byte[] _date = [];

    public CoarseClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        Advance();
    }

    /// <summary>Seconds since the clock was made.</summary>
    public int Seconds => Volatile.Read(ref _seconds);

    /// <summary>The Date field's value, for reading only; another array for each second.</summary>
    public byte[] Date => Volatile.Read(ref _date);

    /// <summary>Catches up with the time provider.</summary>
    public void Advance()
    {
        byte[] date = new byte[DateLength];
        _time.GetUtcNow().TryFormat(date, out _, "r", CultureInfo.InvariantCulture);
        Volatile.Write(ref _date, date);
        Volatile.Write(ref _seconds, (int)_time.GetElapsedTime(_start).TotalSeconds);
    }
}
