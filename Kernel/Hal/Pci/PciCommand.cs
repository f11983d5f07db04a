using System;

namespace Sabos.Hal.Pci;

/// <summary>The command register's bits used here (PCI Local Bus 3.0, 6.2.2).</summary>
[Flags]
public enum PciCommand : ushort
{
    None = 0,

    /// <summary>Decode I/O base addresses.</summary>
    IoSpace = 1 << 0,

    /// <summary>Decode memory base addresses.</summary>
    MemorySpace = 1 << 1,

    /// <summary>May start transactions: DMA, and the messages that are interrupts.</summary>
    BusMaster = 1 << 2,

    /// <summary>Never assert INTx.</summary>
    InterruptDisable = 1 << 10,
}
