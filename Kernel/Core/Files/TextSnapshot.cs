using System;

namespace Sabos.Core.Files;

/// <summary>Text on its way into a file of memory: what a pseudo file shows at the moment it is opened.</summary>
internal unsafe ref struct TextSnapshot
{
    private readonly MemoryFile* _file;

    public TextSnapshot(MemoryFile* file) => _file = file;

    /// <summary>Whether memory ran out on the way.</summary>
    public bool Failed { get; private set; }

    public void Add(byte* text, int length)
    {
        if (length > 0 && !MemoryFile.Append(_file, text, (ulong)length))
            Failed = true;
    }

    public void Add(ReadOnlySpan<byte> text) => Add(text.Pointer, text.Length);

    /// <summary>Adds a string that ends with a zero byte.</summary>
    public void AddZeroTerminated(byte* text)
    {
        int length = 0;
        while (text[length] != 0)
            length++;
        Add(text, length);
    }

    public void AddDecimal(ulong value) => AddNumber(value, 10, 1);

    /// <summary>Adds at least <paramref name="digits"/> hexadecimal digits.</summary>
    public void AddHex(ulong value, int digits) => AddNumber(value, 16, digits);

    /// <summary>Adds nanoseconds as seconds with two decimals.</summary>
    public void AddSeconds(ulong nanoseconds)
    {
        const ulong Hundredth = 10_000_000;
        AddDecimal(nanoseconds / (100 * Hundredth));
        Add("."u8);
        AddNumber(nanoseconds / Hundredth % 100, 10, 2);
    }

    /// <summary>Adds "name value kB" and a line's end, as in /proc/meminfo.</summary>
    public void AddKibibytes(ReadOnlySpan<byte> name, ulong bytes)
    {
        Add(name);
        AddDecimal(bytes / 1024);
        Add(" kB\n"u8);
    }

    private void AddNumber(ulong value, ulong radix, int digits)
    {
        const int MaximumDigits = 20;
        byte* text = stackalloc byte[MaximumDigits];
        int at = MaximumDigits;
        while (value != 0 || MaximumDigits - at < digits)
        {
            text[--at] = "0123456789abcdef"u8[(int)(value % radix)];
            value /= radix;
        }

        Add(text + at, MaximumDigits - at);
    }
}
