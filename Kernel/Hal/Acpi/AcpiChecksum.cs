using System;

namespace Sabos.Hal.Acpi;

/// <summary>ACPI's checksum: all bytes of a structure add up to zero modulo 256 (ACPI 6.5, 5.2.5 and 5.2.6).</summary>
internal static class AcpiChecksum
{
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes)
            sum += value;
        return sum == 0;
    }
}
