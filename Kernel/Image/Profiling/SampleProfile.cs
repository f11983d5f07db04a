using System;
using System.Collections.Generic;

namespace Sabos.Image;

/// <summary>Samples by function, the most frequent first.</summary>
internal sealed class SampleProfile
{
    // Where the core halts an idle processor (Kernel/Core/Threads/Switch.asm).
    private const string Halt = "wait_for_interrupt";

    /// <param name="samples">Addresses of instructions.</param>
    /// <param name="nameOf">The function that an address is in.</param>
    public SampleProfile(ReadOnlySpan<ulong> samples, Func<ulong, string?> nameOf)
    {
        Samples = samples.Length;
        Dictionary<ulong, int> counts = [];
        foreach (ulong sample in samples)
            counts[sample] = counts.GetValueOrDefault(sample) + 1;

        Dictionary<string, int> functions = new(StringComparer.Ordinal);
        foreach ((ulong address, int count) in counts)
        {
            string name = nameOf(address) ?? $"0x{address:x}";
            if (name == Halt)
                Idle += count;
            else
                functions[name] = functions.GetValueOrDefault(name) + count;
        }

        foreach ((string name, int count) in functions)
            Functions.Add((name, count));
        Functions.Sort(static (one, other) => one.Samples != other.Samples
            ? other.Samples.CompareTo(one.Samples)
            : string.CompareOrdinal(one.Name, other.Name));
    }

    /// <summary>All of them.</summary>
    public int Samples { get; }

    /// <summary>Those of a processor that had nothing to do.</summary>
    public int Idle { get; }

    /// <summary>The rest, by function.</summary>
    public List<(string Name, int Samples)> Functions { get; } = [];

    public double Percentage(int samples) => Samples == 0 ? 0 : 100.0 * samples / Samples;
}
