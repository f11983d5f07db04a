using System.Runtime;
using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.Profiling;
using Sabos.Core.Signals;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Processor;

/// <summary>Where Traps.asm hands over: system calls, interrupts, exceptions.</summary>
internal static unsafe class Traps
{
    private const ulong PageFaultVector = 14;

    [RuntimeExport("HandleSystemCall")]
    private static void SystemCall(TrapFrame* frame)
    {
        ulong number = frame->Error;
        Dispatch.Handle(frame);
        if (Sampler.IsRunning)
            Sampler.TakeIfDue(number);
        ReturnToProgram(frame);
    }

    /// <summary>What may remain to be done before a thread runs program code again: let another run first, deliver signals.</summary>
    public static void ReturnToProgram(TrapFrame* frame)
    {
        if (Scheduler.RescheduleWanted)
            Scheduler.Reschedule(frame->Vector != TrapFrame.SystemCallVector);
        if (Scheduler.Current->Signals.NeedAttention)
            SignalDelivery.DeliverPending(frame);
    }

    [RuntimeExport("HandleTrap")]
    private static void Trap(TrapFrame* frame)
    {
        if (frame->Vector >= Interrupts.First)
            Interrupt(frame);
        else if (frame->Vector == PageFaultVector)
            PageFaulted(frame);
        else
            Exception(frame);
    }

    private static void Interrupt(TrapFrame* frame)
    {
        Scheduler.InInterrupt = true;
        Interrupts.Dispatch((int)frame->Vector, frame->Rip);
        Scheduler.InInterrupt = false;
        // From the halted processor the scheduler goes on by itself.
        if (FromProgram(frame))
            ReturnToProgram(frame);
    }

    private static void PageFaulted(TrapFrame* frame)
    {
        ulong address = Instructions.ReadCr2();
        if (address >= Layout.ProgramEnd)
        {
            if (!FromProgram(frame))
                KernelPanic.StopAt(frame, KernelStack.IsGuard(address) ? "a kernel stack ran over its end"u8 : "page fault in the core"u8);
            SignalDelivery.Fault(frame, Signal.Segv, SignalCode.MapError, address);
            return;
        }

        FaultResolution resolution = PageFault.Resolve(address, frame->Error);
        if (resolution == FaultResolution.Resolved)
            return;
        if (FromProgram(frame))
            SignalDelivery.Fault(frame, Signal.Segv, resolution == FaultResolution.Denied ? SignalCode.AccessError : SignalCode.MapError, address);
        else if (!PageFault.FailUserAccess(frame))
            KernelPanic.StopAt(frame, "page fault in the core on a program address"u8);
    }

    private static void Exception(TrapFrame* frame)
    {
        if (!FromProgram(frame))
            KernelPanic.StopAt(frame, ExceptionNames.Of(frame->Vector));
        switch (frame->Vector)
        {
            case 0:
                SignalDelivery.Fault(frame, Signal.Fpe, SignalCode.IntegerDivide, frame->Rip);
                break;
            case 1:
                SignalDelivery.Fault(frame, Signal.Trap, SignalCode.TraceTrap, frame->Rip);
                break;
            case 3:
                SignalDelivery.Fault(frame, Signal.Trap, SignalCode.Kernel, 0);
                break;
            case 6:
                SignalDelivery.Fault(frame, Signal.Ill, SignalCode.IllegalOperand, frame->Rip);
                break;
            case 16 or 19:
                SignalDelivery.Fault(frame, Signal.Fpe, SignalCode.FloatingInvalid, frame->Rip);
                break;
            case 10 or 11 or 12 or 13 or 17:
                SignalDelivery.Fault(frame, Signal.Segv, SignalCode.Kernel, 0);
                break;
            default:
                KernelPanic.StopAt(frame, ExceptionNames.Of(frame->Vector));
                break;
        }
    }

    private static bool FromProgram(TrapFrame* frame) => frame->Rip < Layout.ProgramEnd;
}
