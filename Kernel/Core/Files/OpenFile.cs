using Sabos.Core.Memory;
using Sabos.Core.Threads;

namespace Sabos.Core.Files;

/// <summary>What is behind a descriptor. Each kind's operations are in a file of their own; <see cref="FileOperations"/> chooses.</summary>
internal enum FileKind
{
    Console,
    Null,
    Zero,
    Random,
    Pipe,
    Event,
    Memory,
    Directory,
}

/// <summary>An open file description (open(2)): what descriptors that are duplicates of each other share.</summary>
internal unsafe struct OpenFile
{
    public const uint ReadOnly = 0;
    public const uint WriteOnly = 1;
    public const uint AccessMode = 3;
    public const uint Create = 0x40;
    public const uint NonBlocking = 0x800;
    public const uint CloseOnExec = 0x8_0000;

    public FileKind Kind;
    public int References;
    public uint Flags;

    /// <summary>Position of the next read or write, in bytes.</summary>
    public ulong Offset;

    /// <summary>The kind's own state.</summary>
    public void* Content;

    public readonly bool CanRead => (Flags & AccessMode) != WriteOnly;

    public readonly bool CanWrite => (Flags & AccessMode) != ReadOnly;

    public readonly bool Blocks => (Flags & NonBlocking) == 0;

    /// <summary>An open file with one reference, or null when memory is exhausted.</summary>
    public static OpenFile* New(FileKind kind, uint flags, void* content)
    {
        OpenFile* file = Heap.Allocate<OpenFile>();
        if (file == null)
            return null;
        file->Kind = kind;
        file->References = 1;
        file->Flags = flags;
        file->Content = content;
        return file;
    }
}

/// <summary>Bits of poll(2).</summary>
internal static class PollEvents
{
    public const uint In = 1;
    public const uint Out = 4;
    public const uint Error = 8;
    public const uint HangUp = 0x10;
    public const uint Invalid = 0x20;
}

/// <summary>Threads in poll(2). Whatever makes some file readable or writable wakes them, and they look again.</summary>
internal static unsafe class Readiness
{
    private static ThreadQueue* s_pollers;

    public static ThreadQueue* Pollers => s_pollers;

    public static void Initialize() => s_pollers = Heap.Require<ThreadQueue>();

    public static void Changed() => ThreadQueue.WakeAll(s_pollers);
}
