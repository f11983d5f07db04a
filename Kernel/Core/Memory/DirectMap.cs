namespace Sabos.Core.Memory;

/// <summary>The window through which the core sees physical memory.</summary>
internal static unsafe class DirectMap
{
    public static void* Pointer(ulong physical) => (void*)(Layout.DirectMapStart + physical);

    public static ulong PhysicalOf(void* pointer) => (ulong)pointer - Layout.DirectMapStart;
}
