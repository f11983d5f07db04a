using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Random;

/// <summary>Random bytes.</summary>
internal static unsafe class RandomSource
{
    private static ulong s_state;

    public static void Initialize() => s_state = Instructions.ReadTsc();

    public static void Fill(byte* to, ulong length)
    {
        for (ulong i = 0; i < length; i++)
        {
            s_state = (s_state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407 + Instructions.ReadTsc();
            to[i] = (byte)(s_state >> 33);
        }
    }

    /// <summary>Fills a buffer of the program's; its length or -EFAULT.</summary>
    public static long FillProgram(ulong buffer, ulong length)
    {
        byte* chunk = stackalloc byte[256];
        for (ulong done = 0; done < length; done += 256)
        {
            ulong part = length - done < 256 ? length - done : 256;
            Fill(chunk, part);
            if (!UserMemory.TryCopyOut(buffer + done, chunk, part))
                return Errno.EFAULT;
        }

        return (long)length;
    }
}
