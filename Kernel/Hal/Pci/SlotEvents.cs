using System;

namespace Sabos.Hal.Pci;

/// <summary>What happened in a slot since it was last asked: the slot status register's bits (PCI Express 3.0, 7.8.11).</summary>
[Flags]
public enum SlotEvents : ushort
{
    None = 0,

    /// <summary>Somebody asks for what is in the slot to be let go, or for what was put in to be used.</summary>
    AttentionButton = 1 << 0,

    /// <summary>Something was put in, or taken out.</summary>
    PresenceChanged = 1 << 3,

    /// <summary>The link to what is in it came up, or went down.</summary>
    LinkChanged = 1 << 8,

    All = AttentionButton | PresenceChanged | LinkChanged,
}
