using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Files;

/// <summary>A pipe (pipe(7)): one page as a ring between a read end and a write end. Both ends have the pipe as their content.</summary>
internal unsafe struct Pipe
{
    private const uint Capacity = 4096;
    private const ulong AtomicLength = 4096;

    private byte* _ring;
    private uint _start;
    private uint _used;
    private bool _readerOpen;
    private bool _writerOpen;
    private ThreadQueue _readers;
    private ThreadQueue _writers;

    /// <summary>A new pipe, or null when memory is exhausted.</summary>
    public static Pipe* New()
    {
        Pipe* pipe = Heap.Allocate<Pipe>();
        if (pipe == null)
            return null;
        pipe->_ring = (byte*)Heap.Allocate(Capacity);
        if (pipe->_ring == null)
        {
            Heap.Free(pipe);
            return null;
        }

        pipe->_readerOpen = true;
        pipe->_writerOpen = true;
        return pipe;
    }

    public static long Read(OpenFile* file, ulong buffer, ulong length)
    {
        var pipe = (Pipe*)file->Content;
        if (length == 0)
            return 0;
        while (pipe->_used == 0)
        {
            if (!pipe->_writerOpen)
                return 0;
            if (!file->Blocks)
                return Errno.EAGAIN;
            if (Wait(&pipe->_readers) == WakeReason.Interrupted)
                return Errno.Restart;
        }

        uint total = length < pipe->_used ? (uint)length : pipe->_used;
        uint first = total < Capacity - pipe->_start ? total : Capacity - pipe->_start;
        if (!UserMemory.TryCopyOut(buffer, pipe->_ring + pipe->_start, first)
            || !UserMemory.TryCopyOut(buffer + first, pipe->_ring, total - first))
            return Errno.EFAULT;
        pipe->_start = (pipe->_start + total) % Capacity;
        pipe->_used -= total;
        ThreadQueue.WakeAll(&pipe->_writers);
        Readiness.Changed();
        return total;
    }

    public static long Write(OpenFile* file, ulong buffer, ulong length)
    {
        var pipe = (Pipe*)file->Content;
        ulong done = 0;
        while (done < length)
        {
            if (!pipe->_readerOpen)
                return done > 0 ? (long)done : Errno.EPIPE;
            uint room = Capacity - pipe->_used;
            ulong left = length - done;
            // Writes of up to a page are not interleaved with others (PIPE_BUF).
            if (room == 0 || (length <= AtomicLength && room < left))
            {
                if (!file->Blocks)
                    return done > 0 ? (long)done : Errno.EAGAIN;
                if (Wait(&pipe->_writers) == WakeReason.Interrupted)
                    return done > 0 ? (long)done : Errno.Restart;
                continue;
            }

            uint end = (pipe->_start + pipe->_used) % Capacity;
            uint part = left < room ? (uint)left : room;
            if (part > Capacity - end)
                part = Capacity - end;
            if (!UserMemory.TryCopyIn(pipe->_ring + end, buffer + done, part))
                return done > 0 ? (long)done : Errno.EFAULT;
            pipe->_used += part;
            done += part;
            ThreadQueue.WakeAll(&pipe->_readers);
            Readiness.Changed();
        }

        return (long)done;
    }

    public static uint Poll(OpenFile* file)
    {
        var pipe = (Pipe*)file->Content;
        if (file->CanRead)
            return (pipe->_used > 0 ? PollEvents.In : 0) | (pipe->_writerOpen ? 0 : PollEvents.HangUp);
        return (pipe->_used < Capacity ? PollEvents.Out : 0) | (pipe->_readerOpen ? 0 : PollEvents.Error);
    }

    /// <summary>Closes the end that <paramref name="file"/> is; the second end frees the pipe.</summary>
    public static void Close(OpenFile* file)
    {
        var pipe = (Pipe*)file->Content;
        if (file->CanRead)
            pipe->_readerOpen = false;
        else
            pipe->_writerOpen = false;
        ThreadQueue.WakeAll(&pipe->_readers);
        ThreadQueue.WakeAll(&pipe->_writers);
        Readiness.Changed();
        if (pipe->_readerOpen || pipe->_writerOpen)
            return;
        Heap.Free(pipe->_ring, Capacity);
        Heap.Free(pipe);
    }

    private static WakeReason Wait(ThreadQueue* queue)
    {
        ThreadQueue.Append(queue, Scheduler.Current);
        return Scheduler.Block(ulong.MaxValue);
    }
}
