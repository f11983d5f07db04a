using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Sabos.Bench.Measuring;

/// <summary>A measurement of a guest that has booted and has done the like before.</summary>
/// <param name="Quantities">In the order of the values.</param>
/// <param name="Conditions">How the guest has booted.</param>
/// <param name="TakeAsync">Takes it.</param>
internal sealed record WarmMeasurement(
    IReadOnlyList<Quantity> Quantities, Conditions Conditions, Func<RunningGuest, Task<IReadOnlyList<double>>> TakeAsync) : Measurement(Quantities);
