using Sabos.Core.Processor;

namespace Sabos.Core.Acpi;

/// <summary>Switches the machine off: sleep state S5, ACPI 6.5 sections 7.4.2 and 16.1.7.</summary>
internal static unsafe class SoftOff
{
    private const uint PackageName = 0x5F35535F; // "_S5_"
    private const byte NameOperator = 0x08;
    private const byte PackageOperator = 0x12;
    private const byte BytePrefix = 0x0A;
    private const ushort SleepEnable = 1 << 13;
    private const ushort SleepTypeMask = 7 << 10;

    private static ushort s_typeA;
    private static ushort s_typeB;
    private static bool s_known;

    /// <summary>Reads the sleep types out of the DSDT's <c>Name (_S5_, Package (...))</c>.</summary>
    public static void Read()
    {
        TableBytes code = SystemTables.Map(FixedDescription.Differentiated, SystemTables.Differentiated);
        for (uint offset = 37; offset + 8 < code.Length; offset++)
        {
            if (code.DoubleWord(offset) != PackageName || code.Byte(offset + 4) != PackageOperator)
                continue;
            bool named = code.Byte(offset - 1) == NameOperator || (code.Byte(offset - 1) == '\\' && code.Byte(offset - 2) == NameOperator);
            if (!named)
                continue;
            uint length = (uint)(code.Byte(offset + 5) >> 6) + 1; // PkgLength, ACPI 6.5 20.2.4
            uint element = offset + 5 + length + 1;
            s_typeA = (ushort)(Integer(code, ref element) << 10);
            s_typeB = (ushort)(Integer(code, ref element) << 10);
            s_known = true;
            break;
        }

        SystemTables.Unmap(code);
    }

    /// <summary>Enters S5. Returns only where the machine has no such state.</summary>
    public static void Enter()
    {
        if (!s_known || FixedDescription.ControlPortA == 0)
            return;
        Sleep(FixedDescription.ControlPortA, s_typeA);
        if (FixedDescription.ControlPortB != 0)
            Sleep(FixedDescription.ControlPortB, s_typeB);
    }

    /// <summary>Restarts the machine through the FADT's reset register; returns where there is none.</summary>
    public static void Reset()
    {
        if (FixedDescription.ResetPort != 0)
            Instructions.PortWrite8(FixedDescription.ResetPort, FixedDescription.ResetValue);
    }

    private static void Sleep(ushort port, ushort type)
    {
        int value = (Instructions.PortRead16(port) & ~SleepTypeMask) | (type & SleepTypeMask);
        Instructions.PortWrite16(port, (ushort)(value | SleepEnable));
    }

    // ZeroOp and OneOp are their own values; anything else here is a byte constant.
    private static byte Integer(TableBytes code, ref uint offset)
    {
        byte value = code.Byte(offset++);
        return value == BytePrefix ? code.Byte(offset++) : value;
    }
}
