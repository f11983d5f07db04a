using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sabos.Core.Memory;

/// <summary>Whole pages and runs of bytes; the bodies are in Bytes.asm.</summary>
internal static unsafe class PageOperations
{
    /// <summary>Zeroes one page. <paramref name="page"/> is page-aligned.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "clear_page")]
    public static extern void Clear(void* page);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "memmove")]
    public static extern void* Copy(void* destination, void* source, ulong length);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "memset")]
    public static extern void* Fill(void* destination, int value, ulong length);
}
