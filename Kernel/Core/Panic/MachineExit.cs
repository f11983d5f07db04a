using Sabos.Core.Processor;

namespace Sabos.Core.Panic;

/// <summary>Ends the machine.</summary>
internal static class MachineExit
{
    /// <summary>Status when memory ran out where nobody can be told.</summary>
    public const int OutOfMemory = 0x7E;

    private const ushort DebugExitPort = 0xF4;

    /// <summary>Leaves through QEMU's isa-debug-exit device: QEMU's status becomes <c>code * 2 + 1</c>.</summary>
    public static void Leave(int code)
    {
        Instructions.PortWrite32(DebugExitPort, (uint)code);
        Instructions.HaltForever();
    }
}
