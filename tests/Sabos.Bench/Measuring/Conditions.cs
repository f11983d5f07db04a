namespace Sabos.Bench.Measuring;

/// <summary>How a guest boots to be measured. Measurements that need the same, one after the other, share a boot.</summary>
/// <param name="Role">What the guest does.</param>
internal sealed record Conditions(GuestRole Role)
{
    /// <summary>Between the guest and its opposite is a wire that harms frames as told, and has no offloads. Otherwise it is a TAP device.</summary>
    public bool HasWire { get; init; }

    /// <summary>QEMU counts the guest's instructions, which makes it slower.</summary>
    public bool CountsInstructions { get; init; }
}
