using System;
using Sabos.Core.Files;
using Sabos.Core.Memory;

namespace Sabos.Core.Program;

/// <summary>The program's environment variables.</summary>
internal static unsafe class Environment
{
    private const ulong HeapLimitPercent = 75;

    // The collector of .NET 9 never commits the last, partial page of its table of regions (inplace_commit_card_table rounds the table's end
    // down), and by default the range of addresses, hence the table, is so short that a heap near its limit writes there. In a range this
    // much larger it gets nowhere near; the addresses cost nothing.
    private const ulong HeapRangeFactor = 32;

    // Nor does it look whether its first regions, three and two eight times as large, find room in the range: in a shorter one they are entered behind
    // the table's end, over whatever is mapped there.
    private const ulong LeastRegionsInRange = 64;

    // Memory that the collector has once committed to a region serves no other: each generation has one at least, of 4 MiB where nothing else is said, and a
    // heap of few such regions ends with most of it unused.
    private const ulong RegionsInHeap = 16;
    private const ulong LeastRegion = 256 * 1024;
    private const ulong LargestRegion = 4 * 1024 * 1024;

    /// <summary>Adds the variables and the null pointer that ends them.</summary>
    public static void Add(InitialStack.Text* text, ulong* pointers, int* count)
    {
        pointers[(*count)++] = text->Add("HOME=/"u8);
        pointers[(*count)++] = text->Add("PATH=/"u8);
        pointers[(*count)++] = text->Add("LANG=C.UTF-8"u8);
        pointers[(*count)++] = text->Add("TERM=dumb"u8);
        if (CertificateAuthorities.Exist)
            pointers[(*count)++] = text->Add(CertificateAuthorities.Variable);
        // `rep movsb` and `rep stosb` are slow under emulation.
        pointers[(*count)++] = text->Add("GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=1000000000:glibc.cpu.x86_rep_stosb_threshold=1000000000"u8);
        ulong heapLimit = Commit.Available * Layout.PageSize / 100 * HeapLimitPercent;
        // The garbage collector collects before it reaches this.
        pointers[(*count)++] = AddNumber(text, "DOTNET_GCHeapHardLimit="u8, heapLimit);
        ulong region = RegionFor(heapLimit);
        pointers[(*count)++] = AddNumber(text, "DOTNET_GCRegionSize="u8, region);
        ulong leastRange = region * LeastRegionsInRange;
        ulong range = heapLimit * HeapRangeFactor;
        pointers[(*count)++] = AddNumber(text, "DOTNET_GCRegionRange="u8, range > leastRange ? range : leastRange);
        pointers[(*count)++] = 0;
    }

    // A power of two.
    private static ulong RegionFor(ulong heapLimit)
    {
        ulong region = LeastRegion;
        while (region < LargestRegion && region * 2 * RegionsInHeap <= heapLimit)
            region *= 2;
        return region;
    }

    // The runtime reads numbers in hexadecimal.
    private static ulong AddNumber(InitialStack.Text* text, ReadOnlySpan<byte> name, ulong value)
    {
        byte* line = stackalloc byte[64];
        PageOperations.Copy(line, name.Pointer, (ulong)name.Length);
        int length = name.Length;
        for (int shift = 60; shift >= 0; shift -= 4)
            line[length++] = "0123456789abcdef"u8[(int)(value >> shift) & 15];
        return text->Add(new ReadOnlySpan<byte>(line, length));
    }
}
