using System.Globalization;

namespace Sabos.Bench.Measuring;

/// <summary>What a number of the first guest is wanted to be.</summary>
internal sealed record Goal
{
    private readonly double _limit;
    private readonly Kind _kind;

    private Goal(double limit, Kind kind)
    {
        _limit = limit;
        _kind = kind;
    }

    private enum Kind
    {
        AtMost,
        TimesBetter,
    }

    public static Goal AtMost(double limit) => new(limit, Kind.AtMost);

    /// <summary>So many times better than the peer's, whether more or less is better.</summary>
    public static Goal TimesBetter(double times) => new(times, Kind.TimesBetter);

    /// <summary>How many times better; null: it has nothing to do with the peer.</summary>
    public double? Times => _kind == Kind.TimesBetter ? _limit : null;

    /// <param name="value">The first guest's median.</param>
    /// <param name="advantage">How many times better than the peer's it is.</param>
    public bool IsMet(double value, double advantage) => _kind == Kind.AtMost ? value <= _limit : advantage >= _limit;

    public override string ToString() =>
        _kind == Kind.AtMost
            ? string.Create(CultureInfo.InvariantCulture, $"at most {_limit:#,0.##}")
            : string.Create(CultureInfo.InvariantCulture, $"{_limit:#,0.##} times better");
}
