using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Core.Processor;

namespace Sabos.Core.Random;

/// <summary>The processor's random number generator (Intel SDM volume 1, 7.3.17), where there is one.</summary>
internal static unsafe class RandomInstructions
{
    private const int RandomRetries = 10; // as the manual advises
    private const int SeedRetries = 100;
    private const uint HasRandom = 1u << 30; // CPUID.1:ECX
    private const uint HasSeed = 1u << 18;   // CPUID.7.0:EBX

    /// <summary>A word from RDSEED, else from RDRAND; false where the processor has neither or both keep failing.</summary>
    public static bool TryRead(ulong* value)
    {
        uint* registers = stackalloc uint[4];
        Instructions.Cpuid(0, 0, registers);
        uint highestLeaf = registers[0];
        if (highestLeaf >= 7)
        {
            Instructions.Cpuid(7, 0, registers);
            if ((registers[1] & HasSeed) != 0 && TryRepeat(&ReadSeed, SeedRetries, value))
                return true;
        }

        Instructions.Cpuid(1, 0, registers);
        return (registers[2] & HasRandom) != 0 && TryRepeat(&ReadRandom, RandomRetries, value);
    }

    // There are processors that deliver nothing but ones after a suspend: neither that nor zero is taken.
    private static bool TryRepeat(delegate*<ulong*, long> instruction, int retries, ulong* value)
    {
        for (int i = 0; i < retries; i++)
        {
            if (instruction(value) != 0 && *value != 0 && *value != ulong.MaxValue)
                return true;
        }

        return false;
    }

    private static long ReadSeed(ulong* value) => ExecuteRdseed(value);

    private static long ReadRandom(ulong* value) => Instructions.ReadRandom(value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_seed")]
    private static extern long ExecuteRdseed(ulong* value);
}
