namespace Sabos.Core.Acpi;

/// <summary>The MADT, ACPI 6.5 section 5.2.12: where the interrupt controllers are and how the ISA lines reach them.</summary>
internal static unsafe class InterruptTable
{
    private const uint FirstStructure = 44;
    private const byte IoApicStructure = 1;
    private const byte OverrideStructure = 2;
    private const byte LocalApicAddressStructure = 5;

    private static byte* s_pointer;
    private static uint s_length;

    private static TableBytes Table => new(s_pointer, s_length);

    public static void Read()
    {
        TableBytes table = SystemTables.Find(SystemTables.Interrupts);
        s_pointer = table.Pointer;
        s_length = table.Length;
    }

    /// <summary>Physical address of the local APIC's registers, 0 without a MADT.</summary>
    public static ulong LocalApicAddress
    {
        get
        {
            TableBytes table = Table;
            ulong address = table.DoubleWord(36);
            for (uint offset = Next(table, 0); offset != 0; offset = Next(table, offset))
            {
                if (table.Byte(offset) == LocalApicAddressStructure)
                    address = table.QuadWord(offset + 4);
            }

            return address;
        }
    }

    /// <summary>The <paramref name="index"/>th I/O APIC; false past the last.</summary>
    public static bool TryGetIoApic(int index, out ulong address, out uint firstGlobal)
    {
        TableBytes table = Table;
        for (uint offset = Next(table, 0); offset != 0; offset = Next(table, offset))
        {
            if (table.Byte(offset) == IoApicStructure && index-- == 0)
            {
                address = table.DoubleWord(offset + 4);
                firstGlobal = table.DoubleWord(offset + 8);
                return true;
            }
        }

        address = 0;
        firstGlobal = 0;
        return false;
    }

    /// <summary>Where ISA line <paramref name="isa"/> arrives: identity, edge and active high unless an override says otherwise.</summary>
    public static InterruptLine IsaLine(byte isa)
    {
        InterruptLine line = default;
        line.Global = isa;
        TableBytes table = Table;
        for (uint offset = Next(table, 0); offset != 0; offset = Next(table, offset))
        {
            if (table.Byte(offset) != OverrideStructure || table.Byte(offset + 2) != 0 || table.Byte(offset + 3) != isa)
                continue;
            ushort flags = table.Word(offset + 8); // ACPI 6.5 table 5.26: polarity, trigger; 3 is "active low", "level"
            line.Global = table.DoubleWord(offset + 4);
            line.ActiveLow = (flags & 3) == 3;
            line.LevelTriggered = ((flags >> 2) & 3) == 3;
        }

        return line;
    }

    // The offset of the structure after the one at `offset` (0: of the first), or 0 at the end or where a length makes no sense.
    private static uint Next(TableBytes table, uint offset)
    {
        uint length = table.Byte(offset + 1);
        uint next = offset == 0 ? FirstStructure : offset + length;
        if (offset != 0 && length < 2)
            return 0;
        return next + 2 <= table.Length && next + table.Byte(next + 1) <= table.Length ? next : 0;
    }
}
