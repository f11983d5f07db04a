using System;
using System.Threading.Tasks;

namespace Sabos.Bench.Measuring;

/// <summary>One number that is taken of every guest, in every round.</summary>
/// <param name="Group">The table it belongs to.</param>
/// <param name="Name">Its row.</param>
/// <param name="Unit">Its unit; more is better.</param>
/// <param name="RunAsync">Takes it of a booted guest.</param>
internal sealed record Measurement(string Group, string Name, string Unit, Func<RunningGuest, Task<double>> RunAsync);
