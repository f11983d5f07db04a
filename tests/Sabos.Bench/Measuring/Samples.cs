using System.Collections.Generic;
using System.Linq;

namespace Sabos.Bench.Measuring;

/// <summary>What one quantity was for one guest, round by round. A run that failed counts as the worst that could be.</summary>
internal sealed class Samples(Preference better)
{
    private readonly List<double> _values = [];

    /// <summary>0 for each failure if more is better, infinity if less is.</summary>
    public IReadOnlyList<double> Values => _values;

    public int Failures { get; private set; }

    /// <summary>The middle value; of an even number of them the mean of the two in the middle. NaN if there is none.</summary>
    public double Median
    {
        get
        {
            double[] sorted = [.. _values.Order()];
            int middle = sorted.Length / 2;
            return sorted.Length == 0 ? double.NaN
                : sorted.Length % 2 == 1 ? sorted[middle]
                : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public void Add(double value) => _values.Add(value);

    public void AddFailure()
    {
        _values.Add(better == Preference.More ? 0 : double.PositiveInfinity);
        Failures++;
    }
}
