using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>A file whose bytes are in the core's heap: memfd_create(2), and the snapshots that pseudo files are.</summary>
internal unsafe struct MemoryFile
{
    private const ulong MaximumLength = 64 * 1024 * 1024;

    private byte* _bytes;
    private ulong _capacity;

    public ulong Length { get; private set; }

    public static MemoryFile* New() => Heap.Allocate<MemoryFile>();

    public static long Read(MemoryFile* file, ulong offset, ulong buffer, ulong length)
    {
        if (offset >= file->Length)
            return 0;
        if (length > file->Length - offset)
            length = file->Length - offset;
        return UserMemory.TryCopyOut(buffer, file->_bytes + offset, length) ? (long)length : Errno.EFAULT;
    }

    public static long Write(MemoryFile* file, ulong offset, ulong buffer, ulong length)
    {
        if (offset > MaximumLength || length > MaximumLength - offset || !Reserve(file, offset + length))
            return Errno.ENOMEM;
        if (!UserMemory.TryCopyIn(file->_bytes + offset, buffer, length))
            return Errno.EFAULT;
        if (offset + length > file->Length)
            file->Length = offset + length;
        return (long)length;
    }

    /// <summary>Adds bytes of the core's at the end; false when memory is exhausted.</summary>
    public static bool Append(MemoryFile* file, byte* bytes, ulong length)
    {
        if (!Reserve(file, file->Length + length))
            return false;
        PageOperations.Copy(file->_bytes + file->Length, bytes, length);
        file->Length += length;
        return true;
    }

    public static long Truncate(MemoryFile* file, ulong length)
    {
        if (length > MaximumLength || !Reserve(file, length))
            return Errno.ENOMEM;
        if (length < file->Length)
            PageOperations.Fill(file->_bytes + length, 0, file->Length - length);
        file->Length = length;
        return 0;
    }

    public static void Close(MemoryFile* file)
    {
        Heap.Free(file->_bytes, file->_capacity);
        Heap.Free(file);
    }

    private static bool Reserve(MemoryFile* file, ulong length)
    {
        if (length <= file->_capacity)
            return true;
        ulong capacity = file->_capacity == 0 ? 1024 : file->_capacity;
        while (capacity < length)
            capacity *= 2;
        void* larger = Heap.Grow(file->_bytes, file->_capacity, capacity);
        if (larger == null)
            return false;
        file->_bytes = (byte*)larger;
        file->_capacity = capacity;
        return true;
    }
}
