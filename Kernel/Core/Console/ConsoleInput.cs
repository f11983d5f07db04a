using Sabos.Core.Files;
using Sabos.Core.InterruptControllers;
using Sabos.Core.Memory;
using Sabos.Core.Random;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Console;

/// <summary>The bytes typed on the serial port, as they come: no echo, no line editing. What nobody reads is dropped when the buffer is full.</summary>
internal static unsafe class ConsoleInput
{
    private const int ChunkLength = 256;

    private static ByteRing* s_ring;
    private static ThreadQueue* s_readers;

    public static bool IsEmpty => s_ring->Count == 0;

    /// <summary>Connects the port's interrupt, for both directions.</summary>
    public static void Initialize()
    {
        s_ring = Heap.Require<ByteRing>();
        s_readers = Heap.Require<ThreadQueue>();
        ConsoleOutput.EnableInterrupts();
        IsaInterrupts.TryConnect(SerialPort.InterruptLine, levelTriggered: false, &Interrupt, 0);
        SerialPort.EnableInterrupts(whenReady: false);
    }

    /// <summary>Sleeps until there is a byte; copies what there is to the program. The number of bytes, or an error.</summary>
    public static long Read(ulong address, ulong length, bool blocks)
    {
        if (length == 0)
            return 0;
        while (s_ring->Count == 0)
        {
            if (!blocks)
                return Errno.EAGAIN;
            ThreadQueue.Append(s_readers, Scheduler.Current);
            if (Scheduler.Block(ulong.MaxValue) == WakeReason.Interrupted)
                return Errno.Restart;
        }

        byte* chunk = stackalloc byte[ChunkLength];
        int count = 0;
        while (count < ChunkLength && (ulong)count < length && s_ring->Count > 0)
            chunk[count++] = s_ring->Take();
        return UserMemory.TryCopyOut(address, chunk, (ulong)count) ? count : Errno.EFAULT;
    }

    private static void Interrupt(ulong argument)
    {
        RandomSource.AddEvent();
        bool received = false;
        while (SerialPort.TryReceive(out byte value))
        {
            if (s_ring->Room > 0)
                s_ring->Add(value);
            received = true;
        }

        ConsoleOutput.SendSome();
        if (!received)
            return;
        ThreadQueue.WakeAll(s_readers);
        Readiness.Changed();
    }
}
