using static Sabos.Core.Processor.Instructions;

namespace Sabos.Core.Console;

/// <summary>COM1 at 115200 8N1: a 16550A UART.</summary>
internal static class SerialPort
{
    private const ushort Port = 0x3F8;
    private const ushort LineStatus = Port + 5;
    private const byte TransmitterEmpty = 0x20;
    private const byte DataReady = 0x01;

    public static void Initialize()
    {
        PortWrite8(Port + 1, 0);        // no interrupts yet
        PortWrite8(Port + 3, 0x80);     // divisor latch
        PortWrite8(Port + 0, 1);        // 115200 baud
        PortWrite8(Port + 1, 0);
        PortWrite8(Port + 3, 0x03);     // 8 bits, no parity, one stop bit
        PortWrite8(Port + 2, 0xC7);     // FIFO on, cleared
        PortWrite8(Port + 4, 0x0B);     // DTR, RTS, OUT2 (which gates the interrupt line)
    }

    /// <summary>Sends one byte, waiting for the transmitter. Serves early boot and panics.</summary>
    public static void WriteByte(byte value)
    {
        while ((PortRead8(LineStatus) & TransmitterEmpty) == 0)
        {
        }

        PortWrite8(Port, value);
    }

    public static bool TryReadByte(out byte value)
    {
        value = 0;
        if ((PortRead8(LineStatus) & DataReady) == 0)
            return false;
        value = PortRead8(Port);
        return true;
    }
}
