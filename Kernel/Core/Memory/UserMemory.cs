using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sabos.Core.Memory;

/// <summary>
/// The only way to the program's memory. A pointer that leads into the core's half, or to memory that is not mapped with the right that
/// the access needs, makes these return false, which a system call reports as EFAULT. The bodies are in UserCopy.asm.
/// </summary>
internal static unsafe class UserMemory
{
    public static bool TryRead32(ulong address, out uint value)
    {
        value = 0;
        if (!InProgram(address, sizeof(uint)))
            return false;
        long loaded = Load32(address);
        value = (uint)loaded;
        return loaded >= 0;
    }

    public static bool TryWrite32(ulong address, uint value) => TryCopyOut(address, &value, sizeof(uint));

    public static bool TryRead64(ulong address, out ulong value)
    {
        fixed (ulong* to = &value)
            return TryCopyIn(to, address, sizeof(ulong));
    }

    public static bool TryWrite64(ulong address, ulong value) => TryCopyOut(address, &value, sizeof(ulong));

    /// <summary>Replaces the word if it holds <paramref name="expected"/>; <paramref name="found"/> is what it held.</summary>
    public static bool TryCompareExchange32(ulong address, uint expected, uint desired, out uint found)
    {
        found = 0;
        if (!InProgram(address, sizeof(uint)))
            return false;
        long result = CompareExchange32(address, expected, desired);
        found = (uint)result;
        return result >= 0;
    }

    public static bool TryCopyIn(void* to, ulong from, ulong length) => InProgram(from, length) && Copy(to, (void*)from, length) == 0;

    public static bool TryCopyOut(ulong to, void* from, ulong length) => InProgram(to, length) && Copy((void*)to, from, length) == 0;

    public static bool TryClear(ulong to, ulong length) => InProgram(to, length) && Clear(to, length) == 0;

    /// <summary>Copies a string and its terminating zero; its length without the zero, or -1 when it is unreadable or longer than <paramref name="capacity"/> - 1.</summary>
    public static int CopyString(byte* to, ulong from, int capacity)
    {
        for (int i = 0; i < capacity; i++)
        {
            if (!TryCopyIn(to + i, from + (ulong)i, 1))
                return -1;
            if (to[i] == 0)
                return i;
        }

        return -1;
    }

    private static bool InProgram(ulong address, ulong length) => address < Layout.ProgramEnd && length <= Layout.ProgramEnd - address;

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "user_load32")]
    private static extern long Load32(ulong from);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "user_compare_exchange32")]
    private static extern long CompareExchange32(ulong at, uint expected, uint desired);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "user_copy")]
    private static extern long Copy(void* to, void* from, ulong length);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "user_clear")]
    private static extern long Clear(ulong to, ulong length);
}
