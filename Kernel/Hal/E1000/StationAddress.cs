using System;
using System.Buffers.Binary;
using Sabos.Net;

namespace Sabos.Hal.E1000;

/// <summary>The controller's own address.</summary>
internal static class StationAddress
{
    private const uint Valid = 1u << 31; // RAH.AV

    /// <summary>The address in the controller's EEPROM; else the one that its reset, or firmware, has left in its filter; else a random one.</summary>
    public static MacAddress Find(RegisterBlock registers)
    {
        if (Eeprom.ReadAddress(registers) is { IsMulticast: false, IsZero: false } own)
            return own;
        return ReadFilter(registers) is { IsMulticast: false, IsZero: false } left ? left : Make();
    }

    /// <summary>Makes the address one whose frames are received (13.5.2, 13.5.3).</summary>
    public static void WriteFilter(RegisterBlock registers, MacAddress address)
    {
        Span<byte> bytes = stackalloc byte[MacAddress.Size];
        address.WriteTo(bytes);
        registers.WriteDword(Register.AddressLow, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        registers.WriteDword(Register.AddressHigh, BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) | Valid);
    }

    private static MacAddress? ReadFilter(RegisterBlock registers)
    {
        uint high = registers.ReadDword(Register.AddressHigh);
        if ((high & Valid) == 0)
            return null;
        Span<byte> bytes = stackalloc byte[MacAddress.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, registers.ReadDword(Register.AddressLow));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)high);
        return MacAddress.Read(bytes);
    }

    // With the locally administered bit and without the group bit.
    private static MacAddress Make()
    {
        Span<byte> address = stackalloc byte[MacAddress.Size];
        Random.Shared.NextBytes(address);
        address[0] = (byte)((address[0] & ~0b01) | 0b10);
        return MacAddress.Read(address);
    }
}
