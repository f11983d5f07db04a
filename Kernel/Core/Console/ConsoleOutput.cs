using Sabos.Core.Files;
using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Console;

/// <summary>
/// What is on its way to the serial port: the program's output and the core's, in one buffer that the port's interrupt empties. A program
/// thread that finds it full sleeps. A lone LF goes out as CR LF.
/// </summary>
internal static unsafe class ConsoleOutput
{
    private const int ChunkLength = 256;

    private static ByteRing* s_ring;
    private static ThreadQueue* s_writers;
    private static byte s_last;
    private static bool s_interrupts;
    private static bool s_polled;

    /// <summary>From now on the interrupt sends, and nobody waits for the port.</summary>
    public static void EnableInterrupts()
    {
        s_ring = Heap.Require<ByteRing>();
        s_writers = Heap.Require<ThreadQueue>();
        s_interrupts = true;
    }

    /// <summary>Sends what is still buffered, and from now on waits for the port at every byte: for panics and for the end.</summary>
    public static void Poll()
    {
        if (!s_interrupts)
            return;
        s_interrupts = false;
        SerialPort.DisableInterrupts();
        while (s_ring->Count > 0)
            SerialPort.WriteByte(s_ring->Take());
    }

    /// <summary>Writes a message of the core's. It never sleeps: where the buffer is full, it waits for the port.</summary>
    public static void Write(byte* text, int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (text[i] == '\n' && s_last != '\r')
                Put((byte)'\r');
            Put(text[i]);
            s_last = text[i];
        }

        if (s_interrupts)
            SendSome();
    }

    /// <summary>Writes the program's bytes. Sleeps until all are in the buffer; the number written, or an error.</summary>
    public static long WriteFrom(ulong address, ulong length)
    {
        byte* chunk = stackalloc byte[ChunkLength];
        ulong written = 0;
        while (written < length)
        {
            int step = length - written < ChunkLength ? (int)(length - written) : ChunkLength;
            if (s_ring->Room < 2 * step)
            {
                ThreadQueue.Append(s_writers, Scheduler.Current);
                if (Scheduler.Block(ulong.MaxValue) == WakeReason.Interrupted)
                    return written > 0 ? (long)written : Errno.Restart;
                continue;
            }

            if (!UserMemory.TryCopyIn(chunk, address + written, (ulong)step))
                return written > 0 ? (long)written : Errno.EFAULT;
            Write(chunk, step);
            written += (ulong)step;
        }

        return (long)written;
    }

    /// <summary>True if a write of a few bytes would not sleep. If it is not, <see cref="Readiness"/> tells when that changes.</summary>
    public static bool HasRoom
    {
        get
        {
            bool room = s_ring->Room >= 2 * ChunkLength;
            s_polled |= !room;
            return room;
        }
    }

    /// <summary>The port's interrupt: fills its FIFO once.</summary>
    public static void SendSome()
    {
        if (s_ring->Count > 0 && SerialPort.IsReady)
        {
            for (int i = 0; i < SerialPort.FifoLength && s_ring->Count > 0; i++)
                SerialPort.Send(s_ring->Take());
            if (s_ring->Room > ByteRing.Capacity / 2)
                WakeWriters();
        }

        SerialPort.EnableInterrupts(whenReady: s_ring->Count > 0);
    }

    private static void WakeWriters()
    {
        ThreadQueue.WakeAll(s_writers);
        if (!s_polled)
            return;
        s_polled = false;
        Readiness.Changed();
    }

    private static void Put(byte value)
    {
        if (!s_interrupts)
        {
            SerialPort.WriteByte(value);
            return;
        }

        if (s_ring->Room == 0)
            SerialPort.WriteByte(s_ring->Take());
        s_ring->Add(value);
    }
}
