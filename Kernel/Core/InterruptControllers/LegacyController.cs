using Sabos.Core.Processor;

namespace Sabos.Core.InterruptControllers;

/// <summary>The pair of 8259A: moved off the exceptions' vectors and masked. A line is opened only where there is no I/O APIC.</summary>
internal static unsafe class LegacyController
{
    private const byte FirstVector = 0x20;
    private const int Lines = 16;
    private const int LinesPerController = 8;
    private const ushort MasterCommand = 0x20;
    private const ushort MasterData = 0x21;
    private const ushort SlaveCommand = 0xA0;
    private const ushort SlaveData = 0xA1;
    private const byte Initialize4Words = 0x11; // ICW1: edge triggered, cascaded, ICW4 follows
    private const byte SlaveOnLine = 2;
    private const byte Mode8086 = 1;
    private const byte EndOfInterrupt = 0x20;
    private const byte ReadInService = 0x0B;

    private static delegate*<ulong, void> s_handler;

    public static void Initialize()
    {
        for (int line = 0; line < Lines; line++)
            Interrupts.Register(FirstVector + line, &Interrupt, (ulong)line);
        Instructions.PortWrite8(MasterCommand, Initialize4Words);
        Instructions.PortWrite8(SlaveCommand, Initialize4Words);
        Instructions.PortWrite8(MasterData, FirstVector);
        Instructions.PortWrite8(SlaveData, FirstVector + LinesPerController);
        Instructions.PortWrite8(MasterData, 1 << SlaveOnLine);
        Instructions.PortWrite8(SlaveData, SlaveOnLine);
        Instructions.PortWrite8(MasterData, Mode8086);
        Instructions.PortWrite8(SlaveData, Mode8086);
        Instructions.PortWrite8(MasterData, 0xFF);
        Instructions.PortWrite8(SlaveData, 0xFF);
    }

    /// <summary>Opens one line of the master (0 to 7), the only one to be open.</summary>
    public static void Open(byte line, delegate*<ulong, void> handler)
    {
        s_handler = handler;
        Instructions.PortWrite8(MasterData, (byte)~(1 << line));
    }

    // A line that was withdrawn in time shows up as line 7 (or 15), is not in service and is not acknowledged (8259A, "spurious").
    private static void Interrupt(ulong line)
    {
        if (line >= LinesPerController)
            return;
        Instructions.PortWrite8(MasterCommand, ReadInService);
        if ((Instructions.PortRead8(MasterCommand) & (1 << (int)line)) == 0)
            return;
        Instructions.PortWrite8(MasterCommand, EndOfInterrupt);
        if (s_handler != null)
            s_handler(line);
    }
}
