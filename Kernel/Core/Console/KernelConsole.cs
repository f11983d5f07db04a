using System;

namespace Sabos.Core.Console;

/// <summary>The core's own messages.</summary>
internal static unsafe class KernelConsole
{
    public static void Write(ReadOnlySpan<byte> text) => Write(text.Pointer, text.Length);

    public static void Write(byte* text, int length) => ConsoleOutput.Write(text, length);

    public static void WriteLine(ReadOnlySpan<byte> text)
    {
        Write(text);
        Write("\n"u8);
    }

    /// <summary>Writes a string that ends with a zero byte.</summary>
    public static void WriteZeroTerminated(byte* text)
    {
        while (*text != 0)
            Write(text++, 1);
    }

    public static void WriteDecimal(long value)
    {
        byte* digits = stackalloc byte[20];
        bool negative = value < 0;
        ulong rest = negative ? 0 - (ulong)value : (ulong)value;
        int at = 20;
        do
        {
            digits[--at] = (byte)('0' + (rest % 10));
            rest /= 10;
        }
        while (rest != 0);
        if (negative)
            Write("-"u8);
        Write(digits + at, 20 - at);
    }

    /// <summary>Writes 0x and the hexadecimal digits without leading zeros.</summary>
    public static void WriteHex(ulong value)
    {
        Write("0x"u8);
        int shift = 60;
        while (shift > 0 && value >> shift == 0)
            shift -= 4;
        for (; shift >= 0; shift -= 4)
            WriteDigit(value >> shift);
    }

    /// <summary>Writes sixteen hexadecimal digits.</summary>
    public static void WriteHexPadded(ulong value)
    {
        for (int shift = 60; shift >= 0; shift -= 4)
            WriteDigit(value >> shift);
    }

    private static void WriteDigit(ulong value)
    {
        byte digit = "0123456789abcdef"u8[(int)(value & 15)];
        Write(&digit, 1);
    }
}
