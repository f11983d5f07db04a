namespace Sabos.Hal.VirtioNet;

/// <summary>What the driver does about one feature bit, and why.</summary>
/// <param name="Bit">The bit's number.</param>
/// <param name="Name">Its name in the specification.</param>
/// <param name="Accepted">Whether the driver accepts it when offered.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record FeatureDecision(int Bit, string Name, bool Accepted, string Reason)
{
    /// <summary>The bit as a mask.</summary>
    public ulong Mask => 1UL << Bit;
}
