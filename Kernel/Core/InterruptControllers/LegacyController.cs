using Sabos.Core.Processor;

namespace Sabos.Core.InterruptControllers;

/// <summary>
/// The pair of 8259A: moved off the exceptions' vectors and masked. Lines are opened only where there is no I/O APIC. Which are level-triggered say the
/// edge/level control registers of the chip set (82371AB datasheet, 4.2.5).
/// </summary>
internal static unsafe class LegacyController
{
    private const byte FirstVector = 0x20;
    private const int Lines = 16;
    private const int LinesPerController = 8;
    private const ushort MasterCommand = 0x20;
    private const ushort MasterData = 0x21;
    private const ushort SlaveCommand = 0xA0;
    private const ushort SlaveData = 0xA1;
    private const ushort MasterLevelControl = 0x4D0;
    private const ushort SlaveLevelControl = 0x4D1;
    private const byte Initialize4Words = 0x11; // ICW1: edge triggered, cascaded, ICW4 follows
    private const byte SlaveOnLine = 2;
    private const byte Mode8086 = 1;
    private const byte EndOfInterrupt = 0x20;
    private const byte ReadInService = 0x0B;

    // The timer, the keyboard, the cascade, the clock and the coprocessor are always edge-triggered.
    private const int NeverLevelTriggered = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 8) | (1 << 13);

    private static ushort s_masked;

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
        s_masked = 0xFFFF;
        WriteMasks();
    }

    /// <summary>Opens a line (0 to 15); false if it cannot be triggered so.</summary>
    public static bool TryOpen(byte line, bool levelTriggered)
    {
        if (line == SlaveOnLine || (levelTriggered && (NeverLevelTriggered & (1 << line)) != 0))
            return false;
        ushort port = line < LinesPerController ? MasterLevelControl : SlaveLevelControl;
        int bit = 1 << (line % LinesPerController);
        int control = Instructions.PortRead8(port);
        Instructions.PortWrite8(port, (byte)(levelTriggered ? control | bit : control & ~bit));
        SetMasked(line, masked: false);
        return true;
    }

    /// <summary>Masks or unmasks a line.</summary>
    public static void SetMasked(byte line, bool masked)
    {
        int bit = 1 << line;
        s_masked = (ushort)(masked ? s_masked | bit : s_masked & ~bit);
        if (line >= LinesPerController)
            s_masked &= unchecked((ushort)~(1 << SlaveOnLine)); // the way by which the slave's lines come
        WriteMasks();
    }

    private static void WriteMasks()
    {
        Instructions.PortWrite8(MasterData, (byte)s_masked);
        Instructions.PortWrite8(SlaveData, (byte)(s_masked >> LinesPerController));
    }

    // A line that was withdrawn in time shows up as the last of its controller and is not in service, nor to be acknowledged there (8259A, "spurious"). The
    // slave's has gone through the master all the same.
    private static void Interrupt(ulong line)
    {
        bool slave = line >= LinesPerController;
        ushort command = slave ? SlaveCommand : MasterCommand;
        Instructions.PortWrite8(command, ReadInService);
        if ((Instructions.PortRead8(command) & (1 << (int)(line % LinesPerController))) != 0)
        {
            IsaInterrupts.Handle(line);
            Instructions.PortWrite8(command, EndOfInterrupt);
        }

        if (slave)
            Instructions.PortWrite8(MasterCommand, EndOfInterrupt);
    }
}
