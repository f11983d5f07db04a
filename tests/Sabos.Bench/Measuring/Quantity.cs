using System.Collections.Generic;

namespace Sabos.Bench.Measuring;

/// <summary>A row of a table: one number of every guest in every round.</summary>
/// <param name="Group">The table it belongs to.</param>
/// <param name="Name">Its row.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">What to wish for.</param>
internal sealed record Quantity(string Group, string Name, string Unit, Preference Better = Preference.More)
{
    /// <summary>What is wanted of the first guest.</summary>
    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>How many times better one number is than another: above 1 it is better, whatever is to be wished for.</summary>
    public double Advantage(double value, double other) => Better == Preference.More ? value / other : other / value;
}
