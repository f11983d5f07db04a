using Sabos.Abi;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Devices;

/// <summary>Message signalled interrupts for the program's drivers.</summary>
internal static unsafe class DeviceInterrupts
{
    private static Binding* s_first;

    /// <summary>Reserves a vector; its number is the handle. -EFAULT, -EINVAL, or -ENOMEM, also when all vectors are taken.</summary>
    public static long Allocate(ulong eventWord, ulong messageAddress, ulong countWord)
    {
        long fault = InterruptTarget.Resolve(eventWord, countWord, out InterruptTarget target);
        if (fault != 0)
            return fault;

        Binding* binding = FindRetired();
        if (binding == null)
            binding = Create();
        if (binding == null)
            return Errno.ENOMEM;
        InterruptMessage message = new() { Address = LocalApic.MessageAddress, Data = (uint)binding->Vector };
        if (!UserMemory.TryCopyOut(messageAddress, &message, (ulong)sizeof(InterruptMessage)))
            return Errno.EFAULT;
        binding->Target = target;
        return binding->Vector;
    }

    /// <summary>Gives a vector back: 0, or -EINVAL for what is no handle.</summary>
    public static long Free(ulong handle)
    {
        for (Binding* binding = s_first; binding != null; binding = binding->Next)
        {
            if ((ulong)binding->Vector != handle || binding->Target.IsNobody)
                continue;
            binding->Target = default;
            return 0;
        }

        return Errno.EINVAL;
    }

    private static Binding* FindRetired()
    {
        Binding* binding = s_first;
        while (binding != null && !binding->Target.IsNobody)
            binding = binding->Next;
        return binding;
    }

    private static Binding* Create()
    {
        Binding* binding = Heap.Allocate<Binding>();
        if (binding == null)
            return null;
        binding->Vector = Interrupts.Allocate(&Arrived, (ulong)binding);
        if (binding->Vector < 0)
        {
            Heap.Free(binding);
            return null;
        }

        binding->Next = s_first;
        s_first = binding;
        return binding;
    }

    private static void Arrived(ulong argument)
    {
        var binding = (Binding*)argument;
        LocalApic.EndOfInterrupt();
        if (!binding->Target.IsNobody) // else the message was under way when the vector was freed
            binding->Target.Signal();
    }

    /// <summary>A vector's user. Without a target it is retired, and the next to be reused.</summary>
    private struct Binding
    {
        public Binding* Next;
        public InterruptTarget Target;
        public int Vector;
    }
}
