namespace Sabos.HelloStd;

/// <summary>What <see cref="NetworkExercise"/> has to exercise beyond the loopback.</summary>
public sealed record NetworkExerciseOptions
{
    /// <summary>A name to resolve through the system's name server, or null for <c>localhost</c> alone.</summary>
    public string? Name { get; init; }

    /// <summary>Exercise IPv4.</summary>
    public bool Ipv4 { get; init; } = true;

    /// <summary>Exercise IPv6, where the system has it.</summary>
    public bool Ipv6 { get; init; } = true;

    /// <summary>The system must have IPv6, and call its loopback <c>localhost</c>: nothing is skipped.</summary>
    public bool RequiresIpv6 { get; init; }
}
