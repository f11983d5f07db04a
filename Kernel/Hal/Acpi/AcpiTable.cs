using System;
using System.Buffers.Binary;
using System.Text;

namespace Sabos.Hal.Acpi;

/// <summary>A view of one system description table whose length and checksum were found right (ACPI 6.5, 5.2.6).</summary>
public readonly ref struct AcpiTable
{
    /// <summary>Bytes of the header that every table starts with.</summary>
    public const int HeaderLength = 36;

    private const int LengthOffset = 4;

    private AcpiTable(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The whole table, header included: offsets in the specification count from here.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The four letters that name the table.</summary>
    public ReadOnlySpan<byte> Signature => Bytes[..4];

    public byte Revision => Bytes[8];

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Body => Bytes[HeaderLength..];

    /// <summary>Checks length and checksum; bytes beyond the table's own length are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out AcpiTable table)
    {
        table = default;
        if (!TryReadLength(bytes, out int length) || length > bytes.Length || !AcpiChecksum.IsValid(bytes[..length]))
            return false;
        table = new AcpiTable(bytes[..length]);
        return true;
    }

    /// <summary>Whether this is the table that <paramref name="signature"/> names.</summary>
    public bool Is(ReadOnlySpan<byte> signature) => Signature.SequenceEqual(signature);

    /// <summary>The whole table's length in bytes, as its header claims; false if it cannot be a table's.</summary>
    internal static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        length = 0;
        if (header.Length < HeaderLength)
            return false;
        uint claimed = BinaryPrimitives.ReadUInt32LittleEndian(header[LengthOffset..]);
        if (claimed is < HeaderLength or > int.MaxValue)
            return false;
        length = (int)claimed;
        return true;
    }

    /// <summary>A signature as text; bytes that are not printable ASCII show as '?'.</summary>
    internal static string Describe(ReadOnlySpan<byte> signature)
    {
        StringBuilder text = new(signature.Length);
        foreach (byte letter in signature)
            text.Append(letter is > 0x20 and < 0x7F ? (char)letter : '?');
        return text.ToString();
    }
}
