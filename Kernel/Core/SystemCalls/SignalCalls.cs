using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Signals;
using Sabos.Core.Threads;

namespace Sabos.Core.SystemCalls;

/// <summary>Signal actions, masks and sending.</summary>
internal static unsafe class SignalCalls
{
    private const ulong MaskLength = 8;
    private const int StackOn = 1;
    private const int StackDisabled = 2;
    private const ulong SmallestStack = 2048;

    public static long Action(ulong signal, ulong action, ulong oldAction, ulong maskLength)
    {
        if (signal is 0 or > Signal.Count || maskLength != MaskLength)
            return Errno.EINVAL;
        SignalAction* current = SignalActions.For((int)signal);
        SignalAction old = *current;
        if (action != 0)
        {
            SignalAction wanted;
            if (signal is Signal.Kill or Signal.Stop)
                return Errno.EINVAL;
            if (!UserMemory.TryCopyIn(&wanted, action, (ulong)sizeof(SignalAction)))
                return Errno.EFAULT;
            *current = wanted;
        }

        return oldAction == 0 || UserMemory.TryCopyOut(oldAction, &old, (ulong)sizeof(SignalAction)) ? 0 : Errno.EFAULT;
    }

    public static long ProcessMask(ulong how, ulong set, ulong oldSet, ulong maskLength)
    {
        ThreadSignals* signals = &Scheduler.Current->Signals;
        ulong old = signals->Blocked;
        if (maskLength != MaskLength)
            return Errno.EINVAL;
        if (set != 0)
        {
            if (!UserMemory.TryRead64(set, out ulong mask))
                return Errno.EFAULT;
            mask = SignalDelivery.Blockable(mask);
            switch (how)
            {
                case 0:
                    signals->Blocked |= mask;
                    break;
                case 1:
                    signals->Blocked &= ~mask;
                    break;
                case 2:
                    signals->Blocked = mask;
                    break;
                default:
                    return Errno.EINVAL;
            }
        }

        return oldSet == 0 || UserMemory.TryWrite64(oldSet, old) ? 0 : Errno.EFAULT;
    }

    public static long Return(TrapFrame* frame)
    {
        SignalDelivery.Return(frame);
        return 0;
    }

    public static long Pending(ulong set, ulong maskLength)
    {
        if (maskLength != MaskLength)
            return Errno.EINVAL;
        ThreadSignals* signals = &Scheduler.Current->Signals;
        return UserMemory.TryWrite64(set, signals->Pending & signals->Blocked) ? 0 : Errno.EFAULT;
    }

    public static long Pause()
    {
        Scheduler.Block(ulong.MaxValue);
        return Errno.EINTR;
    }

    public static long Suspend(ulong set, ulong maskLength)
    {
        if (maskLength != MaskLength)
            return Errno.EINVAL;
        if (!UserMemory.TryRead64(set, out ulong mask))
            return Errno.EFAULT;
        ReplaceMaskUntilReturn(SignalDelivery.Blockable(mask));
        return Pause();
    }

    /// <summary>Blocks <paramref name="mask"/> until the call returns; a handler that runs then returns to the present mask.</summary>
    public static void ReplaceMaskUntilReturn(ulong mask)
    {
        ThreadSignals* signals = &Scheduler.Current->Signals;
        signals->SavedMask = signals->Blocked;
        signals->HasSavedMask = true;
        signals->Blocked = mask;
    }

    public static long AlternateStack(TrapFrame* frame, ulong stack, ulong oldStack)
    {
        ThreadSignals* signals = &Scheduler.Current->Signals;
        bool inUse = SignalDelivery.IsOnAlternateStack(signals, frame->Rsp);
        var old = new StackDescription
        {
            Start = signals->AlternateStack,
            Flags = signals->AlternateLength == 0 ? StackDisabled : inUse ? StackOn : 0,
            Length = signals->AlternateLength,
        };
        if (stack != 0)
        {
            StackDescription wanted;
            if (inUse)
                return Errno.EPERM;
            if (!UserMemory.TryCopyIn(&wanted, stack, (ulong)sizeof(StackDescription)))
                return Errno.EFAULT;
            bool disable = (wanted.Flags & StackDisabled) != 0;
            if (!disable && wanted.Length < SmallestStack)
                return Errno.ENOMEM;
            signals->AlternateStack = disable ? 0 : wanted.Start;
            signals->AlternateLength = disable ? 0 : wanted.Length;
            signals->AlternateFlags = disable ? 0 : wanted.Flags & ~StackOn;
        }

        return oldStack == 0 || UserMemory.TryCopyOut(oldStack, &old, (ulong)sizeof(StackDescription)) ? 0 : Errno.EFAULT;
    }

    public static long ThreadKill(ulong id, ulong signal)
    {
        Thread* thread = ThreadTable.Find((int)id);
        if (thread == null)
            return Errno.ESRCH;
        if (signal > Signal.Count)
            return Errno.EINVAL;
        if (signal != 0)
            SignalDelivery.Send(thread, (int)signal, false);
        return 0;
    }

    /// <summary>kill(2) to the one process: a thread that does not block the signal gets it, the first one otherwise.</summary>
    public static long Kill(ulong process, ulong signal)
    {
        if ((long)process is not (0 or 1 or -1))
            return Errno.ESRCH;
        if (signal > Signal.Count)
            return Errno.EINVAL;
        if (signal == 0)
            return 0;
        Thread* target = ThreadTable.First;
        for (Thread* thread = target; thread != null; thread = thread->NextThread)
        {
            if ((thread->Signals.Blocked & Signal.Bit((int)signal)) == 0)
            {
                target = thread;
                break;
            }
        }

        SignalDelivery.Send(target, (int)signal, true);
        return 0;
    }

    private struct StackDescription
    {
        public ulong Start;
        public int Flags;
        public int Padding;
        public ulong Length;
    }
}
