using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>The program's descriptors: a growing array.</summary>
internal static unsafe class DescriptorTable
{
    private const int MaximumCount = 1 << 20;

    private static Entry* s_entries;
    private static int s_capacity;

    /// <summary>The file behind a descriptor, or null.</summary>
    public static OpenFile* Get(ulong descriptor) => descriptor < (ulong)s_capacity ? s_entries[descriptor].File : null;

    public static bool ClosesOnExec(ulong descriptor) => s_entries[descriptor].CloseOnExec;

    public static void SetCloseOnExec(ulong descriptor, bool value) => s_entries[descriptor].CloseOnExec = value;

    /// <summary>One past the highest descriptor that may be open.</summary>
    public static int Capacity => s_capacity;

    /// <summary>Gives <paramref name="file"/> the lowest free descriptor at or above <paramref name="lowest"/>; -EMFILE or -ENOMEM, and the file closed, if there is none.</summary>
    public static long Add(OpenFile* file, int lowest, bool closeOnExec)
    {
        if (file == null)
            return Errno.ENOMEM;
        int descriptor = lowest;
        while (descriptor < s_capacity && s_entries[descriptor].File != null)
            descriptor++;
        long placed = Set(descriptor, file, closeOnExec);
        if (placed < 0)
            FileOperations.Release(file);
        return placed;
    }

    /// <summary>Puts <paramref name="file"/> behind a descriptor that is free.</summary>
    public static long Set(int descriptor, OpenFile* file, bool closeOnExec)
    {
        if (descriptor >= MaximumCount)
            return Errno.EMFILE;
        if (!Reserve(descriptor + 1))
            return Errno.ENOMEM;
        s_entries[descriptor].File = file;
        s_entries[descriptor].CloseOnExec = closeOnExec;
        return descriptor;
    }

    public static long Close(ulong descriptor)
    {
        OpenFile* file = Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        s_entries[descriptor].File = null;
        FileOperations.Release(file);
        return 0;
    }

    private static bool Reserve(int count)
    {
        if (count <= s_capacity)
            return true;
        int capacity = s_capacity == 0 ? 64 : s_capacity;
        while (capacity < count)
            capacity *= 2;
        void* larger = Heap.Grow(s_entries, (ulong)(s_capacity * sizeof(Entry)), (ulong)(capacity * sizeof(Entry)));
        if (larger == null)
            return false;
        s_entries = (Entry*)larger;
        s_capacity = capacity;
        return true;
    }

    private struct Entry
    {
        public OpenFile* File;
        public bool CloseOnExec;
    }
}
