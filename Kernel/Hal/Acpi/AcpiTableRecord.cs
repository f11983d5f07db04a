namespace Sabos.Hal.Acpi;

/// <summary>What the root table says of one table, for the shell and the self-tests.</summary>
/// <param name="Signature">Its four letters.</param>
/// <param name="PhysicalAddress">Where firmware put it.</param>
/// <param name="Length">Its length in bytes by its own header.</param>
/// <param name="Revision">Its revision.</param>
public readonly record struct AcpiTableRecord(string Signature, ulong PhysicalAddress, int Length, byte Revision);
