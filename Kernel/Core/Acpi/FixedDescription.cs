namespace Sabos.Core.Acpi;

/// <summary>What the core uses of the FADT, ACPI 6.5 section 5.2.9. Ports are 0 where the machine has none.</summary>
internal static unsafe class FixedDescription
{
    private const uint ResetRegisterSupported = 1 << 10;
    private const uint TimerIs32Bits = 1 << 8;
    private const byte SystemIo = 1; // address space of a generic address structure, ACPI 6.5 5.2.3.2

    public static ushort TimerPort { get; private set; }
    public static bool TimerIsWide { get; private set; }
    public static ushort ControlPortA { get; private set; }
    public static ushort ControlPortB { get; private set; }
    public static ushort ResetPort { get; private set; }
    public static byte ResetValue { get; private set; }
    public static byte CenturyRegister { get; private set; }
    public static ulong Differentiated { get; private set; }

    public static void Read()
    {
        TableBytes table = SystemTables.Find(SystemTables.FixedDescription);
        if (table.IsEmpty)
            return;
        uint flags = table.DoubleWord(112);
        TimerPort = Port(table, 76, 208);
        TimerIsWide = (flags & TimerIs32Bits) != 0;
        ControlPortA = Port(table, 64, 172);
        ControlPortB = Port(table, 68, 184);
        if ((flags & ResetRegisterSupported) != 0)
        {
            ResetPort = GenericPort(table, 116);
            ResetValue = table.Byte(128);
        }

        CenturyRegister = table.Byte(108);
        ulong extended = table.QuadWord(140);
        Differentiated = extended != 0 ? extended : table.DoubleWord(40);
        SystemTables.Unmap(table);
    }

    private static ushort Port(TableBytes table, uint offset, uint extendedOffset)
    {
        ushort extended = GenericPort(table, extendedOffset);
        return extended != 0 ? extended : (ushort)table.DoubleWord(offset);
    }

    private static ushort GenericPort(TableBytes table, uint offset)
    {
        ulong address = table.QuadWord(offset + 4);
        return table.Byte(offset) == SystemIo && address <= 0xFFFF ? (ushort)address : (ushort)0;
    }
}
