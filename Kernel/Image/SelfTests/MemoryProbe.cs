using System;
using System.Runtime.InteropServices;

namespace Sabos.Image.SelfTests;

/// <summary>
/// Touches memory that may not be touched, and lives to tell: a few instructions of machine code do it, with a signal handler of their own
/// for as long as it takes. The runtime's handler would take the fault for a crash.
/// </summary>
internal sealed unsafe partial class MemoryProbe : IDisposable
{
    private const int PageSize = 4096;
    private const int ProtectionNone = 0;
    private const int ProtectionReadWrite = 3;
    private const int ProtectionReadExecute = 5;
    private const int PrivateAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
    private const int SignalAction = 13; // rt_sigaction
    private const int SegmentationFault = 11; // SIGSEGV
    private const int SignalSetSize = 8;
    private const ulong ActionFlags = 0x4C00_0004; // SA_NODEFER | SA_ONSTACK | SA_RESTORER | SA_SIGINFO

    private const int WriteCode = 0;
    private const int ReadCode = 16;
    private const int ExecuteCode = 32;
    private const int RecoverCode = 48;
    private const int HandlerCode = 64;
    private const int RestorerCode = 96;

    private readonly byte* _code;
    private readonly byte* _data;

    public MemoryProbe()
    {
        _code = Map();
        _data = Map();

        // Each of the three returns 0; a fault makes it return 1, as nothing is on the stack but the return address.
        ReadOnlySpan<byte> write = [0x40, 0x88, 0x37, 0x31, 0xC0, 0xC3]; // mov [rdi], sil; xor eax, eax; ret
        ReadOnlySpan<byte> read = [0x8A, 0x07, 0x31, 0xC0, 0xC3]; // mov al, [rdi]; xor eax, eax; ret
        ReadOnlySpan<byte> execute = [0xFF, 0xE7]; // jmp rdi
        ReadOnlySpan<byte> recover = [0xB8, 0x01, 0x00, 0x00, 0x00, 0xC3]; // mov eax, 1; ret
        ReadOnlySpan<byte> handler = [
            0x48, 0x8D, 0x05, 0xE9, 0xFF, 0xFF, 0xFF, // lea rax, [recover]
            0x48, 0x89, 0x82, 0xA8, 0x00, 0x00, 0x00, // mov [rdx + 0xA8], rax: the context's rip
            0xC3]; // ret
        ReadOnlySpan<byte> restorer = [0xB8, 0x0F, 0x00, 0x00, 0x00, 0x0F, 0x05]; // mov eax, 15 (rt_sigreturn); syscall

        // SAFETY: a page of ours, written before it is made executable.
        Span<byte> code = new(_code, PageSize);
        write.CopyTo(code[WriteCode..]);
        read.CopyTo(code[ReadCode..]);
        execute.CopyTo(code[ExecuteCode..]);
        recover.CopyTo(code[RecoverCode..]);
        handler.CopyTo(code[HandlerCode..]);
        restorer.CopyTo(code[RestorerCode..]);
        Protect(_code, ProtectionReadExecute);

        ReadOnlySpan<byte> returnZero = [0x31, 0xC0, 0xC3]; // xor eax, eax; ret
        returnZero.CopyTo(new Span<byte>(_data, PageSize));
    }

    /// <summary>A page that may be read and written, whose first bytes would return 0 if they were executed.</summary>
    public nint Data => (nint)_data;

    /// <summary>A page of code of ours.</summary>
    public nint Code => (nint)_code;

    /// <summary>Whether writing one byte faults. If it does not, the byte is 0xC3 from then on.</summary>
    public bool WriteFaults(nint address) => Probe(WriteCode, address);

    public bool ReadFaults(nint address) => Probe(ReadCode, address);

    /// <summary>Whether a jump there faults; there should be code that returns 0.</summary>
    public bool ExecuteFaults(nint address) => Probe(ExecuteCode, address);

    /// <summary>Takes all access to the data page away.</summary>
    public void ForbidData() => Protect(_data, ProtectionNone);

    public void Dispose()
    {
        _ = Unmap(_code, PageSize);
        _ = Unmap(_data, PageSize);
    }

    private bool Probe(int offset, nint address)
    {
        const byte Return = 0xC3;
        SignalHandling ours = new()
        {
            Handler = (nint)(_code + HandlerCode),
            Flags = ActionFlags,
            Restorer = (nint)(_code + RestorerCode),
        };
        SignalHandling runtime;

        // SAFETY: both structs live on this stack; the code at offset is one of the three above, with C's calling convention.
        Handle(SignalAction, SegmentationFault, &ours, &runtime, SignalSetSize);
        int faulted = ((delegate* unmanaged<nint, byte, int>)(_code + offset))(address, Return);
        Handle(SignalAction, SegmentationFault, &runtime, null, SignalSetSize);
        return faulted != 0;
    }

    private static byte* Map()
    {
        nint page = Map(null, PageSize, ProtectionReadWrite, PrivateAnonymous, -1, 0);
        return page != -1 ? (byte*)page : throw new InvalidOperationException("no memory for a page");
    }

    private static void Protect(byte* page, int protection)
    {
        if (Protect(page, PageSize, protection) != 0)
            throw new InvalidOperationException("a page's protection cannot be changed");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Handle(nint call, nint signal, SignalHandling* action, SignalHandling* previous, nint size);

    /// <summary>struct sigaction as the system call has it.</summary>
    private struct SignalHandling
    {
        public nint Handler;
        public ulong Flags;
        public nint Restorer;
        public ulong Mask;
    }
}
