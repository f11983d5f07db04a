using System.Runtime;
using Sabos.Core.Console;
using Sabos.Core.Panic;

namespace Sabos.Core.Boot;

/// <summary>The boot, in order.</summary>
internal static class KernelMain
{
    [RuntimeExport("kmain")]
    private static void Start(uint magic, uint information)
    {
        SerialPort.Initialize();
        KernelConsole.Write("sabos: core entered, magic "u8);
        KernelConsole.WriteHex(magic);
        KernelConsole.Write(" "u8);
        KernelConsole.WriteHex(information);
        KernelConsole.WriteLine(""u8);
        MachineExit.Leave(0);
    }

    // The compiler wants one; nothing calls it.
    private static int Main() => 0;
}
