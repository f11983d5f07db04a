namespace Sabos.Core.Acpi;

/// <summary>Reads what the core needs of ACPI, once, in order.</summary>
internal static class Firmware
{
    /// <summary>Begins at the RSDP that the loader named (physical address, 0 for none).</summary>
    public static void Initialize(ulong rootPointerHint)
    {
        RootPointer.Find(rootPointerHint);
        FixedDescription.Read();
        SoftOff.Read();
        InterruptTable.Read();
    }
}
