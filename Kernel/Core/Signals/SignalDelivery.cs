using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.Processor;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Signals;

/// <summary>From a pending signal or a fault to the handler, and from rt_sigreturn back.</summary>
internal static unsafe class SignalDelivery
{
    private const ulong RedZone = 128;
    private const int AlternateDisabled = 2;
    private const int AlternateAutoDisarm = unchecked((int)0x8000_0000);
    private const ulong ProgramMayChange = 0x0004_4DD5; // rflags: CF PF AF ZF SF TF DF OF AC
    private const ulong FlagsForHandler = TrapFrame.InterruptFlag | 2;
    private const ulong ClearedForHandler = 0x500; // TF, DF

    /// <summary>Marks a signal pending and makes its thread take notice.</summary>
    public static void Send(Thread* thread, int signal, bool fromProcess)
    {
        if (SignalActions.IsIgnored(signal) && (thread->Signals.Blocked & Signal.Bit(signal)) == 0)
            return;
        thread->Signals.Pending |= Signal.Bit(signal);
        if (fromProcess)
            thread->Signals.PendingFromProcess |= Signal.Bit(signal);
        if ((thread->Signals.Blocked & Signal.Bit(signal)) == 0)
            Scheduler.Wake(thread, WakeReason.Interrupted);
    }

    /// <summary>Delivers the signals that are pending and not blocked to the current thread, which is about to return to the program.</summary>
    public static void DeliverPending(TrapFrame* frame)
    {
        ThreadSignals* signals = &Scheduler.Current->Signals;
        ulong ready;
        while ((ready = signals->Pending & ~signals->Blocked) != 0)
        {
            int signal = 1;
            while ((ready & Signal.Bit(signal)) == 0)
                signal++;
            bool fromProcess = (signals->PendingFromProcess & Signal.Bit(signal)) != 0;
            signals->Pending &= ~Signal.Bit(signal);
            signals->PendingFromProcess &= ~Signal.Bit(signal);
            if (SignalActions.IsIgnored(signal))
                continue;
            var info = new SignalInfo { Signal = signal, Code = fromProcess ? SignalCode.User : SignalCode.ThreadKill, Sender = 1 };
            if (SignalActions.For(signal)->Handler == SignalAction.Default)
                ProgramDeath.Report(frame, signal, 0);
            FinishInterruptedCall(frame, (SignalActions.For(signal)->Flags & SignalAction.Restart) != 0);
            Enter(frame, &info, 0);
        }

        // Left over where no handler runs, which would have taken care of both.
        FinishInterruptedCall(frame, true);
        if (signals->HasSavedMask)
        {
            signals->HasSavedMask = false;
            signals->Blocked = signals->SavedMask;
        }
    }

    /// <summary>An exception of the program: its handler runs next, or the program ends.</summary>
    public static void Fault(TrapFrame* frame, int signal, int code, ulong address)
    {
        ThreadSignals* signals = &Scheduler.Current->Signals;
        SignalAction* action = SignalActions.For(signal);
        if (action->Handler is SignalAction.Default or SignalAction.Ignore || (signals->Blocked & Signal.Bit(signal)) != 0)
            ProgramDeath.Report(frame, signal, address);
        var info = new SignalInfo { Signal = signal, Code = code, Address = address };
        Enter(frame, &info, address);
    }

    /// <summary>rt_sigreturn: the context on the stack becomes the thread's again.</summary>
    public static void Return(TrapFrame* frame)
    {
        ulong at = frame->Rsp - sizeof(ulong); // the handler's ret has taken the return address
        SignalFrame saved;
        if (!UserMemory.TryCopyIn(&saved, at, (ulong)sizeof(SignalFrame)))
            ProgramDeath.Report(frame, Signal.Segv, at);
        ThreadSignals* signals = &Scheduler.Current->Signals;
        signals->Blocked = Blockable(saved.Context.Mask);
        signals->AlternateStack = saved.Context.StackPointer;
        signals->AlternateLength = saved.Context.StackLength;
        signals->AlternateFlags = saved.Context.StackFlags;
        // An interrupt return to the core's half, or to no address at all, would be the core's fault.
        if (saved.Context.Machine.Rip >= Layout.ProgramEnd)
            ProgramDeath.Report(frame, Signal.Segv, saved.Context.Machine.Rip);
        SignalContext.Load(frame, &saved.Context.Machine, ProgramMayChange);
        frame->Vector = TrapFrame.FullReturn;
        if (!SignalContext.LoadFpu(frame, saved.Context.Machine.FpuState))
            ProgramDeath.Report(frame, Signal.Segv, at);
    }

    public static ulong Blockable(ulong mask) => mask & ~(Signal.Bit(Signal.Kill) | Signal.Bit(Signal.Stop));

    private static void Enter(TrapFrame* frame, SignalInfo* info, ulong faultAddress)
    {
        ThreadSignals* signals = &Scheduler.Current->Signals;
        SignalAction action = *SignalActions.For(info->Signal);
        SignalFrame saved = default;
        saved.ReturnAddress = action.Restorer;
        saved.Info = *info;
        saved.Context.Flags = UserContext.HasStackSegment | (Fpu.Components != 0 ? UserContext.XsaveFormat : 0);
        saved.Context.StackPointer = signals->AlternateStack;
        saved.Context.StackLength = signals->AlternateLength;
        saved.Context.StackFlags = signals->AlternateFlags;
        saved.Context.Mask = signals->HasSavedMask ? signals->SavedMask : signals->Blocked;
        signals->HasSavedMask = false;
        SignalContext.Save(frame, &saved.Context.Machine, faultAddress);

        ulong top = StackFor(frame, action.Flags);
        ulong fpu = (top - Fpu.AreaLength - SignalContext.FpuTrailerLength) & ~(Fpu.Alignment - 1);
        ulong at = ((fpu - (ulong)sizeof(SignalFrame)) & ~15ul) - sizeof(ulong);
        saved.Context.Machine.FpuState = fpu;
        if (!PageFault.EnsureWritable(at, top - at) || !SignalContext.SaveFpu(frame, fpu)
            || !UserMemory.TryCopyOut(at, &saved, (ulong)sizeof(SignalFrame)))
            ProgramDeath.Report(frame, info->Signal, faultAddress);

        signals->Blocked |= Blockable(action.Mask);
        if ((action.Flags & SignalAction.NoDefer) == 0)
            signals->Blocked |= Signal.Bit(info->Signal);
        if ((action.Flags & SignalAction.ResetHandler) != 0)
            SignalActions.For(info->Signal)->Handler = SignalAction.Default;
        frame->Vector = TrapFrame.FullReturn;
        frame->Rip = action.Handler;
        frame->Rsp = at;
        frame->Rdi = (ulong)info->Signal;
        frame->Rsi = at + (ulong)((byte*)&saved.Info - (byte*)&saved);
        frame->Rdx = at + (ulong)((byte*)&saved.Context - (byte*)&saved);
        frame->Rax = 0;
        frame->Rflags = (frame->Rflags & ~ClearedForHandler) | FlagsForHandler;
    }

    private static ulong StackFor(TrapFrame* frame, ulong flags)
    {
        ThreadSignals* signals = &Scheduler.Current->Signals;
        bool onAlternate = IsOnAlternateStack(signals, frame->Rsp);
        if ((flags & SignalAction.OnStack) == 0 || signals->AlternateLength == 0
            || (signals->AlternateFlags & AlternateDisabled) != 0 || onAlternate)
            return frame->Rsp - RedZone;
        ulong top = signals->AlternateStack + signals->AlternateLength;
        if ((signals->AlternateFlags & AlternateAutoDisarm) != 0)
            signals->AlternateFlags = AlternateDisabled;
        return top;
    }

    /// <summary>Whether <paramref name="stackPointer"/> lies on the alternate stack.</summary>
    public static bool IsOnAlternateStack(ThreadSignals* signals, ulong stackPointer)
        => stackPointer > signals->AlternateStack && stackPointer - signals->AlternateStack <= signals->AlternateLength;

    // A system call that a signal interrupted is made again, or reports EINTR.
    private static void FinishInterruptedCall(TrapFrame* frame, bool restart)
    {
        if (frame->Vector != TrapFrame.SystemCallVector || (long)frame->Rax != Errno.Restart)
            return;
        if (restart)
        {
            frame->Rax = frame->Error;
            frame->Rip -= 2; // the length of `syscall`
        }
        else
        {
            frame->Rax = unchecked((ulong)Errno.EINTR);
        }
    }
}
