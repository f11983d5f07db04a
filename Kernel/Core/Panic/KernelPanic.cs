using System;
using Sabos.Core.Console;

namespace Sabos.Core.Panic;

/// <summary>The end of a core that has found itself to be wrong.</summary>
internal static class KernelPanic
{
    private const int ExitStatus = 0x7F;

    public static void Stop(ReadOnlySpan<byte> reason)
    {
        KernelConsole.Write("\nsabos: panic: "u8);
        KernelConsole.WriteLine(reason);
        MachineExit.Leave(ExitStatus);
    }
}
