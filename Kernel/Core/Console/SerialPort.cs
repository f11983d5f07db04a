using static Sabos.Core.Processor.Instructions;

namespace Sabos.Core.Console;

/// <summary>COM1 at 115200 8N1: the registers of a 16550A UART.</summary>
internal static class SerialPort
{
    /// <summary>Its interrupt line.</summary>
    public const byte InterruptLine = 4;

    /// <summary>Bytes that may be sent at once while the transmitter is ready.</summary>
    public const int FifoLength = 16;

    private const ushort Data = 0x3F8;
    private const ushort InterruptEnable = Data + 1;
    private const ushort FifoControl = Data + 2;
    private const ushort LineControl = Data + 3;
    private const ushort ModemControl = Data + 4;
    private const ushort LineStatus = Data + 5;
    private const ushort ModemStatus = Data + 6;
    private const ushort Scratch = Data + 7;

    private const byte ReceivedAvailable = 1;
    private const byte TransmitterReady = 2;
    private const byte DataReady = 0x01;
    private const byte HoldingRegisterEmpty = 0x20;
    private const byte TransmitterEmpty = 0x40;
    private const byte ScratchPattern = 0xA5;

    private static bool s_absent;

    public static void Initialize()
    {
        PortWrite8(Scratch, ScratchPattern);
        s_absent = PortRead8(Scratch) != ScratchPattern;
        PortWrite8(InterruptEnable, 0);
        PortWrite8(LineControl, 0x80);     // the divisor latch
        PortWrite8(Data, 1);               // 115200 baud
        PortWrite8(InterruptEnable, 0);
        PortWrite8(LineControl, 0x03);     // 8 bits, no parity, one stop bit
        PortWrite8(FifoControl, 0x07);     // FIFOs on and empty, an interrupt for each byte received
        PortWrite8(ModemControl, 0x0B);    // DTR, RTS, OUT2 (which gates the interrupt line)
    }

    /// <summary>True if <see cref="FifoLength"/> bytes may be sent.</summary>
    public static bool IsReady => (PortRead8(LineStatus) & HoldingRegisterEmpty) != 0;

    /// <summary>Sends one byte of those that <see cref="IsReady"/> allows.</summary>
    public static void Send(byte value) => PortWrite8(Data, value);

    /// <summary>Sends one byte, waiting for the transmitter: for the boot and for panics.</summary>
    public static void WriteByte(byte value)
    {
        while (!s_absent && !IsReady)
        {
        }

        Send(value);
    }

    /// <summary>Waits until the last byte has left.</summary>
    public static void Flush()
    {
        while (!s_absent && (PortRead8(LineStatus) & TransmitterEmpty) == 0)
        {
        }
    }

    public static bool TryReceive(out byte value)
    {
        value = 0;
        if (s_absent || (PortRead8(LineStatus) & DataReady) == 0)
            return false;
        value = PortRead8(Data);
        return true;
    }

    /// <summary>
    /// Chooses what interrupts, and does so afresh: a cause that is there already raises the line again, which an edge-triggered
    /// controller would otherwise not see.
    /// </summary>
    public static void EnableInterrupts(bool whenReady)
    {
        PortRead8(ModemStatus);
        PortWrite8(InterruptEnable, 0);
        PortWrite8(InterruptEnable, (byte)(ReceivedAvailable | (whenReady ? TransmitterReady : 0)));
    }

    /// <summary>No more interrupts: from now on the port is polled.</summary>
    public static void DisableInterrupts() => PortWrite8(InterruptEnable, 0);
}
