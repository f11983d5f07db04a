using System;
using Sabos.Net;

namespace Sabos.Hal.E1000;

/// <summary>
/// The groups whose frames the controller brings: a bit for each of the 4,096 values of twelve bits of the address (MTA, 13.5.1), so that others with the same
/// bits come, too. The table is kept here as well, for after a reset.
/// </summary>
internal sealed class MulticastTable
{
    private const int Rows = 128;
    private const int BitsPerRow = 32;

    private readonly uint[] _rows = new uint[Rows];

    /// <summary>Every group, as long as nobody has chosen.</summary>
    public MulticastTable() => Array.Fill(_rows, uint.MaxValue);

    /// <summary>Brings these groups and no others, but for those of the same hash.</summary>
    public void Choose(RegisterBlock registers, ReadOnlySpan<MacAddress> groups)
    {
        Span<uint> chosen = stackalloc uint[Rows];
        chosen.Clear();
        foreach (MacAddress group in groups)
        {
            int hash = Hash(group);
            chosen[hash / BitsPerRow] |= 1u << (hash % BitsPerRow);
        }

        for (int row = 0; row < Rows; row++)
        {
            if (_rows[row] != chosen[row])
                Write(registers, row, _rows[row] = chosen[row]);
        }
    }

    /// <summary>Writes all of the table: the controller has been reset.</summary>
    public void Restore(RegisterBlock registers)
    {
        for (int row = 0; row < Rows; row++)
            Write(registers, row, _rows[row]);
    }

    // With RCTL.MO = 0: the last byte of the address, and below it the upper half of the one before.
    private static int Hash(MacAddress group) => (int)(((group.Bits & 0xFF) << 4) | ((group.Bits >> 12) & 0xF));

    private static void Write(RegisterBlock registers, int row, uint bits) => registers.WriteDword(Register.MulticastTable + (row * sizeof(uint)), bits);
}
