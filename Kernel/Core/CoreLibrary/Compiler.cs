using System.Runtime;
using Sabos.Core.Panic;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>Entry points that ilc expects of its system module.</summary>
internal static class StartupCodeHelpers
{
    [RuntimeExport("RhpReversePInvoke")]
    private static void ReversePInvoke(nint frame) { }

    [RuntimeExport("RhpReversePInvokeReturn")]
    private static void ReversePInvokeReturn(nint frame) { }

    [RuntimeExport("RhpPInvoke")]
    private static void PInvoke(nint frame) { }

    [RuntimeExport("RhpPInvokeReturn")]
    private static void PInvokeReturn(nint frame) { }

    [RuntimeExport("RhpFallbackFailFast")]
    private static void FailFast() => KernelPanic.Stop("the compiler's fail-fast"u8);
}

/// <summary>What generated code calls where managed code would throw.</summary>
internal static class ThrowHelpers
{
    private static void ThrowIndexOutOfRangeException() => KernelPanic.Stop("index out of range"u8);
    private static void ThrowDivideByZeroException() => KernelPanic.Stop("division by zero"u8);
    private static void ThrowOverflowException() => KernelPanic.Stop("arithmetic overflow"u8);
    private static void ThrowNullReferenceException() => KernelPanic.Stop("null reference"u8);
    private static void ThrowInvalidProgramException() => KernelPanic.Stop("invalid program"u8);
    private static void ThrowInvalidProgramExceptionWithArgument() => KernelPanic.Stop("invalid program"u8);
    private static void ThrowArgumentException() => KernelPanic.Stop("argument"u8);
    private static void ThrowArgumentOutOfRangeException() => KernelPanic.Stop("argument out of range"u8);
    private static void ThrowNotImplementedException() => KernelPanic.Stop("not implemented"u8);
    private static void ThrowPlatformNotSupportedException() => KernelPanic.Stop("platform not supported"u8);
}
