namespace Sabos.Testbed;

/// <summary>What isa-debug-exit makes of a program's exit code.</summary>
public static class ExitStatus
{
    /// <summary>QEMU's own status, of which the host keeps eight bits.</summary>
    public static int Of(int code) => ((2 * code) + 1) & 0xFF;
}
