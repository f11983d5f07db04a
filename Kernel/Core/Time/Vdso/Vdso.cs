using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Core.Memory;

namespace Sabos.Core.Time;

/// <summary>The shared object from which the program's C library takes its clocks (vdso(7)).</summary>
internal static unsafe class Vdso
{
    /// <summary>Maps the page of numbers and, behind it, the code. The code's address for AT_SYSINFO_EHDR, or 0 if memory is exhausted.</summary>
    public static ulong Map()
    {
        ulong image = Layout.PhysicalOf((ulong)ImageStart());
        ulong imageLength = (ulong)ImageEnd() - (ulong)ImageStart();
        ulong data = ProgramMemory.FindGap(Layout.PageSize + imageLength);
        ulong code = data + Layout.PageSize;
        if (data == 0)
            return 0;
        if (ProgramMemory.MapBorrowed(data, Layout.PageSize, DirectMap.PhysicalOf(Clock.Page), Protection.Read, AreaKind.VdsoData, 0) < 0)
            return 0;
        return ProgramMemory.MapBorrowed(code, imageLength, image, Protection.Read | Protection.Execute, AreaKind.Vdso, 0) < 0 ? 0 : code;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "vdso_image_start")]
    private static extern void* ImageStart();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "vdso_image_end")]
    private static extern void* ImageEnd();
}
