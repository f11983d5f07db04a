using System;
using Sabos.Core.Memory;

namespace Sabos.Core.Program;

/// <summary>The program's environment variables.</summary>
internal static unsafe class Environment
{
    private const ulong HeapLimitPercent = 75;

    /// <summary>Adds the variables and the null pointer that ends them.</summary>
    public static void Add(InitialStack.Text* text, ulong* pointers, int* count)
    {
        pointers[(*count)++] = text->Add("HOME=/"u8);
        pointers[(*count)++] = text->Add("PATH=/"u8);
        pointers[(*count)++] = text->Add("LANG=C.UTF-8"u8);
        pointers[(*count)++] = text->Add("TERM=dumb"u8);
        // `rep movsb` and `rep stosb` are slow under emulation.
        pointers[(*count)++] = text->Add("GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=1000000000:glibc.cpu.x86_rep_stosb_threshold=1000000000"u8);
        pointers[(*count)++] = AddHeapLimit(text);
        pointers[(*count)++] = 0;
    }

    // The garbage collector collects before it reaches this, in hexadecimal.
    private static ulong AddHeapLimit(InitialStack.Text* text)
    {
        ReadOnlySpan<byte> name = "DOTNET_GCHeapHardLimit="u8;
        byte* line = stackalloc byte[64];
        PageOperations.Copy(line, name.Pointer, (ulong)name.Length);
        ulong limit = Commit.Available * Layout.PageSize / 100 * HeapLimitPercent;
        int length = name.Length;
        for (int shift = 60; shift >= 0; shift -= 4)
            line[length++] = "0123456789abcdef"u8[(int)(limit >> shift) & 15];
        return text->Add(new ReadOnlySpan<byte>(line, length));
    }
}
