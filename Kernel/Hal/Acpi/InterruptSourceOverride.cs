namespace Sabos.Hal.Acpi;

/// <summary>An ISA interrupt that is wired otherwise than one to one (ACPI 6.5, 5.2.12.5).</summary>
/// <param name="Source">The ISA interrupt number.</param>
/// <param name="GlobalInterrupt">The global system interrupt it raises.</param>
/// <param name="Flags">Polarity (bits 0-1) and trigger mode (bits 2-3), as MPS INTI flags.</param>
public readonly record struct InterruptSourceOverride(byte Source, uint GlobalInterrupt, ushort Flags);
