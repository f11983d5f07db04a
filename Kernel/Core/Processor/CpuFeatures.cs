namespace Sabos.Core.Processor;

/// <summary>What CPUID reports of what the core makes use of (Intel SDM 2A, CPUID).</summary>
internal static unsafe class CpuFeatures
{
    public static bool Xsave { get; private set; }

    /// <summary>CPUID.1:EDX, which the program gets as AT_HWCAP.</summary>
    public static uint BasicFeatures { get; private set; }

    public static void Initialize()
    {
        uint* registers = stackalloc uint[4];
        Instructions.Cpuid(1, 0, registers);
        Xsave = (registers[2] & (1u << 26)) != 0;
        BasicFeatures = registers[3];
    }
}
