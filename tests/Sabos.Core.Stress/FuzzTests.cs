using System;

namespace Sabos.Core.Stress;

/// <summary>
/// System calls with arguments nobody would pass. The core refuses them or does something harmless; it neither panics nor loses
/// track of its memory. Only on Sabos: under Linux the same calls would reach a whole system.
/// </summary>
internal static unsafe class FuzzTests
{
    private const int BufferLength = 65_536;
    private const int PrivateAnonymous = 0x22;
    private const int Rounds = 60_000;
    private const int HighestNumber = 460;
    private const int FirstPrivateNumber = 0x5AB0_0000;
    private const int PrivateNumbers = 6; // the port calls after them would drive real devices

    // Calls that end or block the thread or the program, or take away memory and descriptors that the runtime stands on.
    private static ReadOnlySpan<short> Excluded =>
    [
        3, 5, 7, 9, 10, 11, 12, 13, 14, 15, 22, 23, 25, 28, 32, 33, 34, 35, 56, 57, 58, 59, 60, 61, 62, 72, 127, 130, 131, 157, 158, 200, 202,
        218, 230, 231, 232, 234, 270, 271, 273, 281, 290, 292, 293, 319, 334, 435, 436, 441,
    ];

    public static void RandomArgumentsAreSurvived()
    {
        if (Environment.MachineName != "sabos")
            return;
        var random = new Random(20261122);
        // Inaccessible on both sides, so that what the core writes can only go into the buffer.
        nint guarded = Libc.Mmap(0, 3 * BufferLength, 0, PrivateAnonymous, -1, 0);
        Require.Equal(0, Libc.Mprotect(guarded + BufferLength, BufferLength, 3), "mprotect");
        byte* buffer = (byte*)guarded + BufferLength;
        Span<nint> candidates =
        [
            0, 1, -1, 3, 7, 8, 100, 4095, 4096, 65_536, int.MaxValue, int.MinValue, (nint)buffer, (nint)buffer + 1, (nint)buffer + 65_535,
            0x1000, 0x20_0000, unchecked((nint)0x7FFF_FFFF_F000), unchecked((nint)0x7FFF_FFFF_EFFF), unchecked((nint)0x8000_0000_0000),
            unchecked((nint)0xFFFF_8000_0000_0000), unchecked((nint)0xFFFF_FFFF_8010_0000), unchecked((nint)0xFFFF_FFFF_FFFF_F000),
            nint.MaxValue, nint.MinValue, -4096,
        ];
        for (int round = 0; round < Rounds; round++)
        {
            int number = random.Next(HighestNumber + PrivateNumbers);
            if (number >= HighestNumber)
                number = FirstPrivateNumber + number - HighestNumber;
            else if (Excluded.Contains((short)number))
                continue;
            nint first = Pick(random, candidates);
            if (number is 0 or 1 or 17 or 18 or 19 or 20 && first is >= 0 and <= 2)
                continue; // the console
            Libc.Syscall(number, first, Pick(random, candidates), Pick(random, candidates), Pick(random, candidates), Pick(random, candidates), Pick(random, candidates));
        }

        Libc.Munmap(guarded, 3 * BufferLength);
        for (int descriptor = 3; descriptor < 2000; descriptor++)
        {
            // Whatever the calls have opened; the runtime's own few are opened before 16.
            if (descriptor >= 16)
                Libc.Close(descriptor);
        }
    }

    /// <summary>The processor sends itself an interrupt on a vector that is nobody's, as a stray device might.</summary>
    public static void UnclaimedInterruptIsSurvived()
    {
        if (Environment.MachineName != "sabos")
            return;
        const int MapDevice = FirstPrivateNumber;
        const long LocalApic = 0xFEE0_0000;
        const int InterruptCommand = 0x300; // Intel SDM 3A, 11.6.1
        const uint ToSelf = 1 << 18;
        const uint Vector = 0xE5;
        long registers = Libc.Syscall(MapDevice, unchecked((nint)LocalApic), 4096, 0, 0, 0, 0);
        Require.True(registers is not (< 0 and > -4096), "the local APIC cannot be mapped");
        for (int i = 0; i < 3; i++)
            System.Threading.Volatile.Write(ref *(uint*)(registers + InterruptCommand), ToSelf | Vector);
        System.Threading.Thread.Sleep(5); // by the timer's interrupt: others still arrive
    }

    private static nint Pick(Random random, Span<nint> candidates)
        => random.Next(8) == 0 ? (nint)random.NextInt64() : candidates[random.Next(candidates.Length)];
}
