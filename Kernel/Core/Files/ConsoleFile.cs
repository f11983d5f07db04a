using Sabos.Core.Console;

namespace Sabos.Core.Files;

/// <summary>Descriptors 0, 1 and 2: the serial console, bytes as they are.</summary>
internal static unsafe class ConsoleFile
{
    public static long Read(OpenFile* file, ulong buffer, ulong length) => ConsoleInput.Read(buffer, length, file->Blocks);

    public static long Write(ulong buffer, ulong length) => ConsoleOutput.WriteFrom(buffer, length);

    public static uint Poll() => (ConsoleOutput.HasRoom ? PollEvents.Out : 0) | (ConsoleInput.IsEmpty ? 0 : PollEvents.In);
}
