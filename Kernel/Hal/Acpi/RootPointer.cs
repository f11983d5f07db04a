using System;
using System.Buffers.Binary;

namespace Sabos.Hal.Acpi;

/// <summary>The Root System Description Pointer (RSDP), which leads to all other tables (ACPI 6.5, 5.2.5.3).</summary>
/// <param name="Revision">0 for ACPI 1.0, 2 since ACPI 2.0.</param>
/// <param name="RsdtAddress">Physical address of the root table with 32-bit entries.</param>
/// <param name="XsdtAddress">Physical address of the root table with 64-bit entries; 0 before ACPI 2.0.</param>
public readonly record struct RootPointer(byte Revision, uint RsdtAddress, ulong XsdtAddress)
{
    /// <summary>Bytes of the ACPI 1.0 structure.</summary>
    public const int FirstLength = 20;

    /// <summary>Bytes of the structure since ACPI 2.0: what to read when both versions are expected.</summary>
    public const int ExtendedLength = 36;

    /// <summary>Checks signature, length and both checksums.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RootPointer pointer)
    {
        pointer = default;
        if (bytes.Length < FirstLength || !bytes.StartsWith("RSD PTR "u8) || !AcpiChecksum.IsValid(bytes[..FirstLength]))
            return false;

        byte revision = bytes[15];
        uint rsdt = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        if (revision < 2)
        {
            pointer = new RootPointer(revision, rsdt, XsdtAddress: 0);
            return true;
        }

        if (bytes.Length < ExtendedLength)
            return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        if (length < ExtendedLength || length > (uint)bytes.Length || !AcpiChecksum.IsValid(bytes[..(int)length]))
            return false;
        pointer = new RootPointer(revision, rsdt, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        return true;
    }
}
