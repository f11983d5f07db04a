using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Sabos.Bench.Measuring;

/// <summary>What gives some quantities' next values at once.</summary>
/// <param name="Quantities">In the order of the values.</param>
/// <param name="Conditions">What it needs of the booted guest.</param>
/// <param name="TakeAsync">Takes it.</param>
internal sealed record Measurement(IReadOnlyList<Quantity> Quantities, Conditions Conditions, Func<RunningGuest, Task<IReadOnlyList<double>>> TakeAsync);
