using System.Collections.Generic;

namespace Sabos.Bench.Measuring;

/// <summary>What gives some quantities' next values at once.</summary>
/// <param name="Quantities">In the order of the values.</param>
internal abstract record Measurement(IReadOnlyList<Quantity> Quantities);
