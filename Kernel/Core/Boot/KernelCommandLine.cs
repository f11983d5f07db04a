using Sabos.Core.SystemCalls;

namespace Sabos.Core.Boot;

/// <summary>The words of the command line that are for the core. The program sees all words as its arguments.</summary>
internal static unsafe class KernelCommandLine
{
    public static void Apply()
    {
        Trace.Enabled = Contains("trace"u8);
        if (Contains("loglevel=debug"u8))
            BootReport.Write();
    }

    /// <summary>Whether <paramref name="word"/> is one of the words before <c>--</c>; those behind it are for the user's own program.</summary>
    public static bool Contains(System.ReadOnlySpan<byte> word)
    {
        byte* line = BootInformation.CommandLine;
        while (*line != 0)
        {
            while (*line == ' ')
                line++;
            int length = 0;
            bool same = true;
            for (; line[length] is not (0 or (byte)' '); length++)
                same &= length < word.Length && line[length] == word[length];
            if (same && length == word.Length)
                return true;
            if (length == 2 && line[0] == '-' && line[1] == '-')
                return false;
            line += length;
        }

        return false;
    }
}
