using System;
using System.Buffers.Binary;

namespace Sabos.Hal.Tests.Acpi;

/// <summary>Builds ACPI structures as good firmware would.</summary>
internal static class TableBuilder
{
    public static byte[] Table(string signature, ReadOnlySpan<byte> body, byte revision = 1)
    {
        byte[] table = new byte[36 + body.Length];
        System.Text.Encoding.ASCII.GetBytes(signature).CopyTo(table, 0);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(4), table.Length);
        table[8] = revision;
        body.CopyTo(table.AsSpan(36));
        return Seal(table, 9, table.Length);
    }

    public static byte[] RootPointer(uint rsdt, ulong? xsdt)
    {
        byte[] pointer = new byte[xsdt is null ? 20 : 36];
        "RSD PTR "u8.CopyTo(pointer);
        BinaryPrimitives.WriteUInt32LittleEndian(pointer.AsSpan(16), rsdt);
        if (xsdt is { } address)
        {
            pointer[15] = 2;
            BinaryPrimitives.WriteInt32LittleEndian(pointer.AsSpan(20), pointer.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(pointer.AsSpan(24), address);
        }

        Seal(pointer, 8, 20);
        return xsdt is null ? pointer : Seal(pointer, 32, pointer.Length);
    }

    /// <summary>Sets the checksum byte so that the first <paramref name="length"/> bytes add up to zero.</summary>
    public static byte[] Seal(byte[] bytes, int checksumOffset, int length)
    {
        bytes[checksumOffset] = 0;
        byte sum = 0;
        foreach (byte value in bytes.AsSpan(0, length))
            sum += value;
        bytes[checksumOffset] = (byte)-sum;
        return bytes;
    }
}
