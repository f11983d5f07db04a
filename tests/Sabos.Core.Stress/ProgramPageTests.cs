using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace Sabos.Core.Stress;

/// <summary>Pages of the program itself that nobody has touched: they are still packed in the image, and the core may be the first to want them.</summary>
internal static unsafe class ProgramPageTests
{
    private const int PageSize = 4096;
    private const int BlockPages = 16; // unpacked together
    private const int MincoreNumber = 27;
    private const int FutexNumber = 202;
    private const int TryAgain = 11;
    private const int BadAddress = 14;

    public static void UntouchedPagesServeTheCore()
    {
        if (Environment.MachineName != "sabos")
            return; // a file that Linux has read is in its cache
        int* ends = stackalloc int[2];
        Require.Equal(0, Libc.Pipe2(ends, 0), "pipe2");
        byte* copy = stackalloc byte[PageSize];

        nint written = TakeUntouched();
        Require.Equal(PageSize, Libc.Write(ends[1], (void*)written, PageSize), "bytes written from an untouched page");
        Require.True(IsResident(written), "a page that was read is not there");
        Require.Equal(PageSize, Libc.Read(ends[0], copy, PageSize), "bytes read");
        Require.True(new Span<byte>(copy, PageSize).SequenceEqual(new ReadOnlySpan<byte>((void*)written, PageSize)), "the core read something else");

        nint word = TakeUntouched();
        Require.Equal(-1L, Libc.Syscall(FutexNumber, word, 0, ~*(int*)written, 0, 0, 0), "wait on a word of an untouched page");
        Require.True(Marshal.GetLastPInvokeError() == TryAgain, "the word of an untouched page cannot be compared");

        nint code = TakeUntouched();
        Require.Equal(1, Libc.Write(ends[1], copy, 1), "write");
        Require.Equal(-1, Libc.Read(ends[0], (void*)code, 1), "read to an untouched page that is constant");
        Require.Equal(BadAddress, Marshal.GetLastPInvokeError(), "errno");
        Libc.Close(ends[0]);
        Libc.Close(ends[1]);
    }

    // Each time of another block.
    private static nint TakeUntouched()
    {
        foreach ((nint start, nint end) in ProgramAreas())
        {
            for (nint page = start; page + (BlockPages * PageSize) <= end; page += PageSize)
            {
                if (!IsResident(page))
                    return page;
            }
        }

        throw new InvalidOperationException("every page of the program was touched");
    }

    private static bool IsResident(nint page)
    {
        byte resident = 0;
        Require.Equal(0L, Libc.Syscall(MincoreNumber, page, PageSize, (nint)(&resident), 0, 0, 0), "mincore");
        return (resident & 1) != 0;
    }

    private static IEnumerable<(nint Start, nint End)> ProgramAreas()
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            if (!line.EndsWith("/sabos", StringComparison.Ordinal))
                continue;
            string[] bounds = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            yield return (nint.Parse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), nint.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
    }
}
