using Sabos.Testbed;

namespace Sabos.Bench;

/// <summary>A system to measure.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Description">Which one it is.</param>
internal sealed record Guest(string Name, string Description)
{
    /// <summary>The machine that serves <see cref="Page"/> at port 80, and nothing else; but for memory and deadline, which are the same for all.</summary>
    public required MachineOptions WebServer { get; init; }

    /// <summary>The path of a page of 1 KiB.</summary>
    public required string Page { get; init; }

    /// <summary>The machine that runs an iperf3 server, and nothing else; but for memory and deadline.</summary>
    public required MachineOptions Iperf3Server { get; init; }

    /// <summary>What the console shows when the iperf3 server listens.</summary>
    public required string Iperf3ReadyLine { get; init; }

    /// <summary>The iperf3 server closes its port between two transfers; when it is open again, the console shows the line again.</summary>
    public bool ListensAnew { get; init; }

    /// <summary>The machine that boots the same from a CD, with all its services; null: it has none.</summary>
    public MachineOptions? Cd { get; init; }

    /// <summary>The CD, in artifacts/; empty: it has none.</summary>
    public string CdFile { get; init; } = "";
}
