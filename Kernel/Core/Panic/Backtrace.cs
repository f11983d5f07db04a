using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Core.Console;
using Sabos.Core.Memory;

namespace Sabos.Core.Panic;

/// <summary>
/// Who called whom. Compiled C# keeps frame pointers, which are followed as long as they make sense; where they end early (C code has
/// none), the stack is searched for what looks like return addresses. Nothing here can fault.
/// </summary>
internal static unsafe class Backtrace
{
    private const int MaximumFrames = 48;
    private const int EnoughFrames = 3;
    private const ulong SearchedBytes = 2048;

    /// <summary>Begins at an instruction, its frame pointer and its stack pointer.</summary>
    public static void Write(ulong instruction, ulong framePointer, ulong stackPointer)
    {
        KernelConsole.WriteLine("  backtrace:"u8);
        WriteLine(instruction);

        // Assembly, and a call to nowhere, make no frame: their caller is on top of the stack.
        if (MappedMemory.TryRead(stackPointer, out ulong top) && IsReturnAddress(top))
            WriteLine(top);
        int frames = 0;
        ulong floor = stackPointer;
        while (frames < MaximumFrames && framePointer >= floor
            && MappedMemory.TryRead(framePointer, out ulong next) && MappedMemory.TryRead(framePointer + 8, out ulong caller) && IsReturnAddress(caller))
        {
            WriteLine(caller);
            frames++;
            floor = framePointer + 16;
            framePointer = next;
        }

        if (frames < EnoughFrames)
            Search(floor);
    }

    /// <summary>Begins at the caller.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void WriteCurrent()
    {
        ulong framePointer = ReadFramePointer();
        if (MappedMemory.TryRead(framePointer + 8, out ulong caller) && MappedMemory.TryRead(framePointer, out ulong next))
            Write(caller, next, framePointer);
    }

    private static void Search(ulong stackPointer)
    {
        KernelConsole.WriteLine("  on the stack, some of them perhaps left over:"u8);
        ulong end = stackPointer + SearchedBytes;
        int frames = 0;
        for (ulong at = (stackPointer + 7) & ~7UL; at < end && frames < MaximumFrames; at += 8)
        {
            if (!MappedMemory.TryRead(at, out ulong word))
                return;
            if (IsReturnAddress(word))
            {
                WriteLine(word);
                frames++;
            }
        }
    }

    // In code, and after a call: E8 with a 32-bit distance, or FF /2 of two to seven bytes.
    private static bool IsReturnAddress(ulong address)
    {
        bool inCore = address > Layout.TextStart && address < Layout.RodataStart;
        if (!inCore && (address < Layout.PageSize || address >= Layout.ProgramEnd || !IsExecutable(address - 1)))
            return false;
        if (!MappedMemory.IsMapped(address - 7) || !MappedMemory.IsMapped(address - 1))
            return false;
        byte* code = (byte*)address;
        if (code[-5] == 0xE8)
            return true;
        for (int length = 2; length <= 7; length++)
        {
            if (code[-length] == 0xFF && (code[1 - length] & 0x38) == 0x10)
                return true;
        }

        return false;
    }

    private static bool IsExecutable(ulong address)
    {
        if (!PageTable.Exists)
            return false; // too early for there to be a program
        ulong* entry = PageTable.FindEntry(address);
        return entry != null && (*entry & (PageTable.Present | PageTable.NoExecute)) == PageTable.Present;
    }

    private static void WriteLine(ulong address)
    {
        KernelConsole.Write("    "u8);
        KernelConsole.WriteHex(address);
        KernelConsole.Write(" "u8);
        SymbolTable.WriteName(address);
        KernelConsole.WriteLine(""u8);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_frame_pointer")]
    private static extern ulong ReadFramePointer();
}
