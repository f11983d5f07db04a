using System.Collections.Generic;
using Sabos.SelfTest;

namespace Sabos.Image.SelfTests;

/// <summary>The page tables keep what is code, what is constant and what is data apart.</summary>
internal static unsafe class PagingTests
{
    // Kernel/Core's first page: its headers and code.
    private const ulong CoreAddress = 0xFFFF_FFFF_8000_0000;

    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("paging.code-read-only", CodeReadOnly),
        new DelegateSelfTest("paging.constants-read-only", ConstantsReadOnly),
        new DelegateSelfTest("paging.data-not-executable", DataNotExecutable),
        new DelegateSelfTest("paging.stack-not-executable", StackNotExecutable),
        new DelegateSelfTest("paging.no-access", NoAccess),
        new DelegateSelfTest("paging.null", Null),
        new DelegateSelfTest("paging.core-read-only", CoreReadOnly),
    ];

    private static void CodeReadOnly()
    {
        using MemoryProbe probe = new();
        delegate*<void> code = &CodeReadOnly;
        Check.True(probe.WriteFaults((nint)code), "the program's code can be written");
        Check.True(probe.WriteFaults(probe.Code), "a page that became executable can be written");
    }

    private static void ConstantsReadOnly()
    {
        using MemoryProbe probe = new();
        fixed (byte* constant = "constant"u8)
        {
            Check.True(!probe.ReadFaults((nint)constant), "a constant cannot be read");
            Check.True(probe.WriteFaults((nint)constant), "a constant can be written");
        }
    }

    private static void DataNotExecutable()
    {
        using MemoryProbe probe = new();
        Check.True(!probe.ReadFaults(probe.Data), "data cannot be read");
        Check.True(probe.ExecuteFaults(probe.Data), "data can be executed");
        Check.True(!probe.WriteFaults(probe.Data), "data cannot be written");
    }

    private static void StackNotExecutable()
    {
        using MemoryProbe probe = new();
        uint code = 0x00C3_C031; // xor eax, eax; ret
        Check.True(probe.ExecuteFaults((nint)(&code)), "the stack can be executed");
    }

    private static void NoAccess()
    {
        using MemoryProbe probe = new();
        probe.ForbidData();
        Check.True(probe.ReadFaults(probe.Data), "a page without access can be read");
        Check.True(probe.WriteFaults(probe.Data), "a page without access can be written");
    }

    private static void Null()
    {
        using MemoryProbe probe = new();
        Check.True(probe.ReadFaults(0), "the page at 0 can be read");
    }

    private static void CoreReadOnly()
    {
        using MemoryProbe probe = new();
        Check.True(probe.WriteFaults(unchecked((nint)CoreAddress)), "the core's code can be written");
    }
}
