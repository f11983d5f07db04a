using Sabos.Net;

namespace Sabos.Hal.E1000;

/// <summary>The memory that holds the controller's own address, read a word at a time (5.3.1; EERD, 13.4.4, as the 82540EM has it).</summary>
internal static class Eeprom
{
    private const uint Start = 1 << 0;
    private const uint Done = 1 << 4;
    private const int AddressShift = 8;
    private const int DataShift = 16;

    // 5.6.35: these words, with a checksum in the last, add up to that.
    private const int CheckedWords = 0x40;
    private const ushort CheckedSum = 0xBABA;

    // A word takes a fraction of a millisecond over the chip's serial wire.
    private const int Milliseconds = 10;

    /// <summary>The station's address (words 0 to 2), or null if the memory is not there, or damaged.</summary>
    public static MacAddress? ReadAddress(RegisterBlock registers)
    {
        ushort sum = 0;
        ulong address = 0;
        for (int word = 0; word < CheckedWords; word++)
        {
            if (!TryRead(registers, word, out ushort value))
                return null;
            sum += value;
            if (word < MacAddress.Size / sizeof(ushort))
                address = (address << 16) | ((ulong)(value & 0xFF) << 8) | ((ulong)value >> 8);
        }

        return sum == CheckedSum ? new MacAddress(address) : null;
    }

    private static bool TryRead(RegisterBlock registers, int word, out ushort value)
    {
        registers.WriteDword(Register.EepromRead, ((uint)word << AddressShift) | Start);
        uint answer = 0;
        bool isDone = RegisterPoll.TryUntil(() => ((answer = registers.ReadDword(Register.EepromRead)) & Done) != 0, Milliseconds);
        value = (ushort)(answer >> DataShift);
        return isDone;
    }
}
