using Sabos.Abi;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Random;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Devices;

/// <summary>
/// Message signalled interrupts for the program's drivers. The handler counts, and wakes whoever waits on the event word: nothing else
/// happens in an interrupt. The words are reached through the direct map, so that they cannot fault.
/// </summary>
internal static unsafe class DeviceInterrupts
{
    private static Binding* s_first;

    /// <summary>Reserves a vector; its number is the handle. -EFAULT, -EINVAL, or -ENOMEM, also when all vectors are taken.</summary>
    public static long Allocate(ulong eventWord, ulong messageAddress, ulong countWord)
    {
        long fault = Resolve(eventWord, out uint* eventPointer);
        if (fault != 0)
            return fault;
        uint* countPointer = null;
        fault = countWord == 0 ? 0 : Resolve(countWord, out countPointer);
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
        binding->Event = eventPointer;
        binding->EventAddress = eventWord;
        binding->Count = countPointer;
        return binding->Vector;
    }

    /// <summary>Gives a vector back: 0, or -EINVAL for what is no handle.</summary>
    public static long Free(ulong handle)
    {
        for (Binding* binding = s_first; binding != null; binding = binding->Next)
        {
            if ((ulong)binding->Vector != handle || binding->Event == null)
                continue;
            binding->Event = null;
            return 0;
        }

        return Errno.EINVAL;
    }

    private static Binding* FindRetired()
    {
        Binding* binding = s_first;
        while (binding != null && binding->Event != null)
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
        RandomSource.AddEvent();
        if (binding->Event == null)
            return; // the message was under way when the vector was freed
        if (binding->Count != null)
            (*binding->Count)++; // atomic for the program: it does not run meanwhile
        (*binding->Event)++;
        Futex.Wake(binding->EventAddress, Futex.EveryWaiter, Futex.AnyBits);
    }

    private static long Resolve(ulong address, out uint* pointer)
    {
        pointer = null;
        if (address % sizeof(uint) != 0)
            return Errno.EINVAL;
        if (!PageFault.EnsureWritable(address, sizeof(uint)))
            return Errno.EFAULT;
        ulong physical = *PageTable.FindEntry(address) & PageTable.AddressMask;
        pointer = (uint*)((byte*)DirectMap.Pointer(physical) + (address % Layout.PageSize));
        return 0;
    }

    /// <summary>A vector's user. Without an event word it is retired, and the next to be reused.</summary>
    private struct Binding
    {
        public Binding* Next;
        public uint* Event;
        public uint* Count;
        public ulong EventAddress;
        public int Vector;
    }
}
