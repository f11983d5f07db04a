using System;
using Sabos.Core.Processor;

namespace Sabos.Core.Files;

/// <summary>The processor's features by the names of /proc/cpuinfo.</summary>
internal static unsafe class ProcessorFlags
{
    private const uint StructuredLeaf = 7;
    private const uint ExtendedLeaf = 0x8000_0001;

    // Intel SDM 2A, CPUID: a name for each bit from 0 on, a dash where Linux names none.
    private static ReadOnlySpan<byte> BasicInEdx =>
        "fpu vme de pse tsc msr pae mce cx8 apic - sep mtrr pge mca cmov pat pse36 pn clflush - dts acpi mmx fxsr sse sse2 ss ht tm ia64 pbe"u8;

    private static ReadOnlySpan<byte> BasicInEcx =>
        "pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid sdbg fma cx16 xtpr pdcm - pcid dca sse4_1 sse4_2 x2apic movbe popcnt "u8
        + "tsc_deadline_timer aes xsave osxsave avx f16c rdrand hypervisor"u8;

    private static ReadOnlySpan<byte> StructuredInEbx =>
        "fsgsbase tsc_adjust sgx bmi1 hle avx2 - smep bmi2 erms invpcid rtm cqm - mpx rdt_a avx512f avx512dq rdseed adx smap avx512ifma - "u8
        + "clflushopt clwb intel_pt avx512pf avx512er avx512cd sha_ni avx512bw avx512vl"u8;

    private static ReadOnlySpan<byte> ExtendedInEdx =>
        "- - - - - - - - - - - syscall - - - - - - - mp nx - mmxext - - fxsr_opt pdpe1gb rdtscp - lm 3dnowext 3dnow"u8;

    /// <summary>Adds a blank and a name for each feature there is.</summary>
    public static void Write(ref TextSnapshot text)
    {
        uint* registers = stackalloc uint[4];
        Instructions.Cpuid(0, 0, registers);
        uint highest = registers[0];
        Instructions.Cpuid(1, 0, registers);
        Write(ref text, registers[3], BasicInEdx);
        Write(ref text, registers[2], BasicInEcx);
        Instructions.Cpuid(ExtendedLeaf, 0, registers);
        Write(ref text, registers[3], ExtendedInEdx);
        if (highest < StructuredLeaf)
            return;
        Instructions.Cpuid(StructuredLeaf, 0, registers);
        Write(ref text, registers[1], StructuredInEbx);
    }

    private static void Write(ref TextSnapshot text, uint bits, ReadOnlySpan<byte> names)
    {
        byte* name = names.Pointer;
        byte* end = name + names.Length;
        for (; name < end; bits >>= 1)
        {
            int length = 0;
            while (name + length < end && name[length] != ' ')
                length++;
            if ((bits & 1) != 0 && *name != '-')
            {
                text.Add(" "u8);
                text.Add(name, length);
            }

            name += length + 1;
        }
    }
}
