namespace Sabos.Abi;

/// <summary>
/// The system calls the core offers beside Linux's own: the whole contract between <c>Kernel/Core</c> and <c>Kernel/Hal</c>.
/// The file is compiled into both. Arguments and results are 64-bit registers as in Linux's convention
/// (number in rax; rdi, rsi, rdx, r10, r8, r9; a result in -4095..-1 is a negated errno). Under Linux these numbers
/// answer ENOSYS, which is how the program knows that it runs on a desktop.
/// </summary>
internal static class KernelCall
{
    /// <summary>MapDevice(physical, length, flags): address. Maps device registers or firmware tables; any byte alignment.</summary>
    public const int MapDevice = 0x5AB0_0000;

    /// <summary>UnmapDevice(address, length): 0. Undoes MapDevice.</summary>
    public const int UnmapDevice = 0x5AB0_0001;

    /// <summary>AllocateDma(length, physicalLimit, ulong* physical): address of zeroed, physically contiguous, page-aligned memory that ends at or below physicalLimit (0: no limit). Like MapDevice's, the address lies in the core's half, where no Linux call accepts a buffer.</summary>
    public const int AllocateDma = 0x5AB0_0002;

    /// <summary>FreeDma(address, length): 0. Gives back exactly what AllocateDma returned.</summary>
    public const int FreeDma = 0x5AB0_0003;

    /// <summary>
    /// AllocateInterrupt(uint* eventWord, InterruptMessage* message, uint* count): handle. Reserves a vector. From then on each message
    /// that arrives adds one to *count (unless null), then one to *eventWord, both atomically, and wakes, as FUTEX_WAKE, the thread that began
    /// to wait on eventWord last; the waiter reads the word, checks its rings, and does FUTEX_WAIT with the value read, so that no interrupt is lost between check and sleep.
    /// Several vectors may share an event word; the counts tell which of them fired. Both words must stay mapped until FreeInterrupt.
    /// </summary>
    public const int AllocateInterrupt = 0x5AB0_0004;

    /// <summary>FreeInterrupt(handle): 0. The device must already be silent.</summary>
    public const int FreeInterrupt = 0x5AB0_0005;

    /// <summary>PortRead(port, width in bytes 1, 2 or 4): value.</summary>
    public const int PortRead = 0x5AB0_0006;

    /// <summary>PortWrite(port, width in bytes 1, 2 or 4, value): 0.</summary>
    public const int PortWrite = 0x5AB0_0007;

    /// <summary>AcpiRoot(): physical address of the RSDP, or -ENOENT.</summary>
    public const int AcpiRoot = 0x5AB0_0008;

    /// <summary>
    /// AllocateLine(line, uint* eventWord, uint* count): handle. Listens to one of the PC's sixteen interrupt lines, level-triggered, which several
    /// devices may share. An interrupt masks the line and does to the words of each of its listeners what AllocateInterrupt describes; the line
    /// stays masked until all of them have answered with RearmLine. Both words must stay mapped until FreeLine. -ENODEV: no such line, or not for devices.
    /// </summary>
    public const int AllocateLine = 0x5AB0_0009;

    /// <summary>RearmLine(handle): 0. The listener's device asks for nothing any more; if it still does, the next interrupt follows at once.</summary>
    public const int RearmLine = 0x5AB0_000A;

    /// <summary>FreeLine(handle): 0. Answers, and listens no more. The device must already be silent.</summary>
    public const int FreeLine = 0x5AB0_000B;

    /// <summary>StartSampling(nanoseconds): 0. Writes down each so many nanoseconds what is being executed; what was written before is forgotten.</summary>
    public const int StartSampling = 0x5AB0_000C;

    /// <summary>
    /// StopSampling(ulong* samples, capacity, ulong* lost): number of samples. Each is the address of an instruction, or the number of a system call: those lie
    /// below and beside all code. Lost are those for which there was no room in the core.
    /// </summary>
    public const int StopSampling = 0x5AB0_000D;

    /// <summary>NameAddress(address or system call, byte* name): bytes of its function's name, SymbolName.Longest at most. -ENOENT: it has none.</summary>
    public const int NameAddress = 0x5AB0_000E;
}

/// <summary>How MapDevice maps.</summary>
internal static class DeviceMapping
{
    /// <summary>Uncached, read and write: device registers.</summary>
    public const ulong Registers = 0;

    /// <summary>Write-back, read only: firmware tables.</summary>
    public const ulong FirmwareTable = 1;
}

/// <summary>The names of functions and system calls.</summary>
internal static class SymbolName
{
    /// <summary>Bytes of the longest.</summary>
    public const int Longest = 256;
}

/// <summary>What a device writes, and where, to raise an interrupt (PCI 3.0, 6.8: message address and data). 16 bytes.</summary>
internal struct InterruptMessage
{
    public ulong Address;
    public uint Data;
    public uint Reserved;
}
