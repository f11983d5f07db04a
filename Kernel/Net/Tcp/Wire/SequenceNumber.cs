namespace Sabos.Net;

/// <summary>
/// A TCP sequence number: arithmetic and order are modulo 2^32 (RFC 9293 3.4), so that "less" means "less than 2^31 behind".
/// </summary>
internal readonly record struct SequenceNumber(uint Value)
{
    public static SequenceNumber operator +(SequenceNumber sequence, int count) => new(sequence.Value + (uint)count);

    public static SequenceNumber operator -(SequenceNumber sequence, int count) => new(sequence.Value - (uint)count);

    /// <summary>How far left is ahead of right; negative when it is behind.</summary>
    public static int operator -(SequenceNumber left, SequenceNumber right) => (int)(left.Value - right.Value);

    public static bool operator <(SequenceNumber left, SequenceNumber right) => left - right < 0;

    public static bool operator >(SequenceNumber left, SequenceNumber right) => left - right > 0;

    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left - right <= 0;

    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left - right >= 0;

    public static SequenceNumber Later(SequenceNumber left, SequenceNumber right) => left > right ? left : right;

    public static SequenceNumber Earlier(SequenceNumber left, SequenceNumber right) => left < right ? left : right;

    /// <summary>Whether it lies in the half-open window of <paramref name="size"/> bytes that begins at <paramref name="start"/>.</summary>
    public bool IsInWindow(SequenceNumber start, int size) => Value - start.Value < (uint)size;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
