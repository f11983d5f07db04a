using System.Runtime.InteropServices;

namespace Sabos.Hal;

/// <summary>System calls by number through libc's syscall(2): the way from managed code to the core.</summary>
internal static partial class SystemCall
{
    /// <summary>Makes the call, blocking or not. Returns its result, or a negated errno.</summary>
    public static nint Invoke(nint number, nint first = 0, nint second = 0, nint third = 0, nint fourth = 0, nint fifth = 0, nint sixth = 0)
    {
        nint result = Call(number, first, second, third, fourth, fifth, sixth);
        return result == -1 ? -Marshal.GetLastPInvokeError() : result;
    }

    /// <summary>Whether a result is a negated errno. Addresses of the upper half are negative numbers too, and not errors.</summary>
    public static bool IsError(nint result) => result is < 0 and >= -4095;

    // The C function is variadic. In the x86-64 convention integer arguments travel in the same registers either way, and the vector-register
    // count in al, which a prototyped call leaves undefined, is not read by syscall(2): it takes no floating-point arguments.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);
}
