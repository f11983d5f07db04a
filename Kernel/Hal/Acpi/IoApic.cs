namespace Sabos.Hal.Acpi;

/// <summary>An I/O APIC (ACPI 6.5, 5.2.12.3).</summary>
/// <param name="Id">Its APIC id.</param>
/// <param name="Address">Physical address of its registers.</param>
/// <param name="FirstInterrupt">The global system interrupt number of its first input.</param>
public readonly record struct IoApic(byte Id, uint Address, uint FirstInterrupt);
