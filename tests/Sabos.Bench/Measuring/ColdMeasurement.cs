using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Sabos.Bench.Measuring;

/// <summary>A measurement that boots the guest itself, or does not need to.</summary>
/// <param name="Quantities">In the order of the values.</param>
/// <param name="TakeAsync">Takes it of a guest with so much memory, in MiB.</param>
internal sealed record ColdMeasurement(IReadOnlyList<Quantity> Quantities, Func<Guest, int, Task<IReadOnlyList<double>>> TakeAsync) : Measurement(Quantities)
{
    /// <summary>It would give the same in every round.</summary>
    public bool IsTakenOnce { get; init; }

    /// <summary>Which guests have what is measured.</summary>
    public Predicate<Guest> Applies { get; init; } = _ => true;
}
