using System;

namespace Sabos.Core.Processor;

/// <summary>Exceptions in words (Intel SDM 3A, 6.15).</summary>
internal static class ExceptionNames
{
    public static ReadOnlySpan<byte> Of(ulong vector) => vector switch
    {
        0 => "divide error"u8,
        1 => "debug exception"u8,
        2 => "non-maskable interrupt"u8,
        3 => "breakpoint"u8,
        4 => "overflow"u8,
        5 => "bound range exceeded"u8,
        6 => "invalid opcode"u8,
        7 => "device not available"u8,
        8 => "double fault"u8,
        10 => "invalid TSS"u8,
        11 => "segment not present"u8,
        12 => "stack-segment fault"u8,
        13 => "general protection"u8,
        14 => "page fault"u8,
        16 => "x87 floating-point error"u8,
        17 => "alignment check"u8,
        18 => "machine check"u8,
        19 => "SIMD floating-point exception"u8,
        20 => "virtualization exception"u8,
        21 => "control protection"u8,
        _ => "reserved exception"u8,
    };
}
