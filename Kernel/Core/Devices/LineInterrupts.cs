using Sabos.Core.InterruptControllers;
using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Devices;

/// <summary>
/// Interrupt lines for the program's drivers, as PCI's INTx has them: the level stays until the device is acknowledged, which only its driver can do, and
/// several devices may share a line. So the handler masks the line and tells all of its drivers; it is unmasked when each has answered that its device was
/// acknowledged, or that it was not the one.
/// </summary>
internal static unsafe class LineInterrupts
{
    private static Line* s_first;
    private static ulong s_lastHandle;

    /// <summary>Listens to a line (0 to 15): a handle, or -EFAULT, -EINVAL, -ENOMEM, or -ENODEV where there is no such line for devices.</summary>
    public static long Allocate(ulong number, ulong eventWord, ulong countWord)
    {
        long fault = InterruptTarget.Resolve(eventWord, countWord, out InterruptTarget target);
        if (fault != 0)
            return fault;
        if (number >= IsaInterrupts.Count)
            return Errno.ENODEV;
        Listener* listener = Heap.Allocate<Listener>();
        if (listener == null)
            return Errno.ENOMEM;
        listener->Target = target;
        listener->Handle = ++s_lastHandle;
        fault = Find((byte)number, out Line* line) ? 0 : Connect((byte)number, out line);
        if (fault != 0)
        {
            Heap.Free(listener);
            return fault;
        }

        // The core is not interrupted, so that a line that is high already finds the listener there.
        bool isFirst = line->Listeners == null;
        listener->Next = line->Listeners;
        line->Listeners = listener;
        if (isFirst)
            IsaInterrupts.Unmask(line->Number);
        return (long)listener->Handle;
    }

    /// <summary>The device was acknowledged, or asked for nothing: 0, or -EINVAL for what is no handle.</summary>
    public static long Rearm(ulong handle)
    {
        Listener** link = LinkTo(handle, out Line* line);
        if (link == null)
            return Errno.EINVAL;
        Answer(line, *link);
        return 0;
    }

    /// <summary>Listens no more: 0, or -EINVAL for what is no handle.</summary>
    public static long Free(ulong handle)
    {
        Listener** link = LinkTo(handle, out Line* line);
        if (link == null)
            return Errno.EINVAL;
        Listener* listener = *link;
        *link = listener->Next;
        Answer(line, listener);
        Heap.Free(listener);
        if (line->Listeners == null)
            IsaInterrupts.Mask(line->Number);
        return 0;
    }

    private static void Answer(Line* line, Listener* listener)
    {
        if (!listener->IsAsked)
            return;
        listener->IsAsked = false;
        if (--line->Unanswered == 0)
            IsaInterrupts.Unmask(line->Number);
    }

    private static void Arrived(ulong argument)
    {
        var line = (Line*)argument;
        IsaInterrupts.Mask(line->Number);
        for (Listener* listener = line->Listeners; listener != null; listener = listener->Next)
        {
            if (!listener->IsAsked)
                line->Unanswered++;
            listener->IsAsked = true;
            listener->Target.Signal();
        }
    }

    private static bool Find(byte number, out Line* line)
    {
        line = s_first;
        while (line != null && line->Number != number)
            line = line->Next;
        return line != null;
    }

    private static long Connect(byte number, out Line* line)
    {
        line = Heap.Allocate<Line>();
        if (line == null)
            return Errno.ENOMEM;
        line->Number = number;
        if (!IsaInterrupts.TryConnect(number, levelTriggered: true, &Arrived, (ulong)line))
        {
            Heap.Free(line);
            return Errno.ENODEV;
        }

        line->Next = s_first;
        s_first = line;
        return 0;
    }

    private static Listener** LinkTo(ulong handle, out Line* line)
    {
        for (line = s_first; line != null; line = line->Next)
        {
            for (Listener** link = &line->Listeners; *link != null; link = &(*link)->Next)
            {
                if ((*link)->Handle == handle)
                    return link;
            }
        }

        return null;
    }

    /// <summary>A line that was once asked for. It stays connected, masked while nobody listens.</summary>
    private struct Line
    {
        public Line* Next;
        public Listener* Listeners;
        public int Unanswered;
        public byte Number;
    }

    /// <summary>A driver that listens to a line.</summary>
    private struct Listener
    {
        public Listener* Next;
        public InterruptTarget Target;
        public ulong Handle;
        public bool IsAsked;
    }
}
