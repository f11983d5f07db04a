using System;
using System.Runtime.InteropServices;

namespace Sabos.Core.Stress;

/// <summary>
/// What the page tables forbid. A handler of our own for SIGSEGV counts the fault and returns from the function that faulted, as its
/// `ret` would have.
/// </summary>
internal static unsafe class ProtectionTests
{
    private const int Segv = 11;
    private const int ActionLength = 152; // glibc's struct sigaction
    private const ulong SignalInformation = 4;
    private const int InstructionPointer = 168; // offsets in ucontext_t
    private const int StackPointer = 160;

    private static int s_faults;

    public static void CodeIsNotWritable()
    {
        delegate* unmanaged<int, void*, void*, void> code = &OnFault;
        int faults = CountFaults(() => Libc.Memset(code, 0x90, 1));
        Require.Equal(1, faults, "faults on a write to code");
    }

    public static void DataIsNotExecutable()
    {
        byte* data = (byte*)NativeMemory.Alloc(16);
        data[0] = 0xC3; // ret
        int faults = CountFaults(() => ((delegate* unmanaged<void>)data)());
        NativeMemory.Free(data);
        Require.Equal(1, faults, "faults on a call into data");

        byte* stack = stackalloc byte[16];
        stack[0] = 0xC3;
        nint address = (nint)stack;
        Require.Equal(1, CountFaults(() => ((delegate* unmanaged<void>)address)()), "faults on a call into the stack");
    }

    public static void WritableAndExecutableIsRefused()
    {
        if (!OperatingSystem.IsLinux() || Environment.MachineName != "sabos")
            return; // Linux allows it
        Require.Equal(-1, Libc.Mmap(0, 4096, 7, 0x22, -1, 0), "a mapping that is writable and executable");
        nint page = Libc.Mmap(0, 4096, 3, 0x22, -1, 0);
        Require.Equal(-1, Libc.Mprotect(page, 4096, 7), "a page made writable and executable");
        Libc.Munmap(page, 4096);
    }

    public static void BadPointersAreRefused()
    {
        int* ends = stackalloc int[2];
        Require.Equal(0, Libc.Pipe2(ends, 0), "pipe2");
        byte one = 1;
        Require.Equal(1, Libc.Write(ends[1], &one, 1), "write");
        delegate* unmanaged<int, void*, void*, void> code = &OnFault;
        foreach (nint bad in (ReadOnlySpan<nint>)[8, unchecked((nint)0xFFFF_8000_0010_0000), unchecked((nint)0x7000_0000_0000), unchecked((nint)0xFFFF_FFFF_8010_0000), (nint)code])
        {
            Require.Equal(-1, Libc.Read(ends[0], (void*)bad, 1), $"read to {bad:x}");
            Require.Equal(14, Marshal.GetLastPInvokeError(), "errno");
        }

        Require.Equal(-1, Libc.Write(ends[1], (void*)8, 1), "write from a bad pointer");
        Require.Equal(14, Marshal.GetLastPInvokeError(), "errno");
        Require.Equal(1, Libc.Read(ends[0], &one, 1), "read after the refusals");
        Libc.Close(ends[0]);
        Libc.Close(ends[1]);
    }

    private static int CountFaults(Action action)
    {
        ulong* action1 = stackalloc ulong[ActionLength / 8];
        ulong* old = stackalloc ulong[ActionLength / 8];
        new Span<byte>(action1, ActionLength).Clear();
        action1[0] = (ulong)(delegate* unmanaged<int, void*, void*, void>)&OnFault;
        *(int*)((byte*)action1 + 136) = (int)SignalInformation;
        s_faults = 0;
        Require.Equal(0, Libc.Sigaction(Segv, action1, old), "sigaction");
        action();
        Require.Equal(0, Libc.Sigaction(Segv, old, null), "sigaction");
        return s_faults;
    }

    [UnmanagedCallersOnly]
    private static void OnFault(int signal, void* information, void* context)
    {
        s_faults++;
        ulong* stackPointer = (ulong*)((byte*)context + StackPointer);
        *(ulong*)((byte*)context + InstructionPointer) = *(ulong*)*stackPointer;
        *stackPointer += 8;
    }
}
