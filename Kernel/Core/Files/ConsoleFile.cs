using Sabos.Core.Console;
using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>Descriptors 0, 1 and 2: the serial console, bytes as they are.</summary>
internal static unsafe class ConsoleFile
{
    private const int ChunkLength = 256;

    public static long Read(OpenFile* file, ulong buffer, ulong length) => ConsoleInput.Read(buffer, length, file->Blocks);

    public static long Write(ulong buffer, ulong length)
    {
        byte* chunk = stackalloc byte[ChunkLength];
        ulong done = 0;
        while (done < length)
        {
            ulong part = length - done < ChunkLength ? length - done : ChunkLength;
            if (!UserMemory.TryCopyIn(chunk, buffer + done, part))
                return done > 0 ? (long)done : Errno.EFAULT;
            KernelConsole.Write(chunk, (int)part);
            done += part;
        }

        return (long)done;
    }

    public static uint Poll() => PollEvents.Out | (ConsoleInput.IsEmpty ? 0 : PollEvents.In);
}
