using System.Runtime.InteropServices;

namespace Sabos.Wire;

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry(int descriptor, PollEvents events)
{
    /// <summary>What to look at.</summary>
    public readonly int Descriptor = descriptor;

    /// <summary>What to wait for.</summary>
    public readonly PollEvents Events = events;

    /// <summary>What there is.</summary>
    public PollEvents Present;
}
