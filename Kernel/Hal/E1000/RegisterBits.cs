using System;

namespace Sabos.Hal.E1000;

/// <summary>Bits of CTRL (13.4.1).</summary>
[Flags]
internal enum DeviceControl : uint
{
    None = 0,
    LinkReset = 1 << 3,
    AutoSpeedDetection = 1 << 5,
    SetLinkUp = 1 << 6,
    InvertLossOfSignal = 1 << 7,
    ForceSpeed = 1 << 11,
    ForceDuplex = 1 << 12,
    Reset = 1 << 26,
    VlanMode = 1 << 30,
    PhyReset = 1u << 31,
}

/// <summary>Bits of STATUS (13.4.2).</summary>
[Flags]
internal enum DeviceStatus : uint
{
    None = 0,
    LinkUp = 1 << 1,

    /// <summary>Nobody answers: the controller was taken out.</summary>
    Gone = uint.MaxValue,
}

/// <summary>Bits of ICR, IMS and IMC (13.4.17).</summary>
[Flags]
internal enum InterruptCause : uint
{
    None = 0,

    /// <summary>TXDW: descriptors of frames that were sent have been marked.</summary>
    TransmitDone = 1 << 0,

    /// <summary>LSC.</summary>
    LinkChange = 1 << 2,

    /// <summary>RXO: a frame was lost for want of a descriptor, or of bandwidth.</summary>
    ReceiveOverrun = 1 << 6,

    /// <summary>RXT0: a frame was received.</summary>
    Received = 1 << 7,
    All = uint.MaxValue,
}

/// <summary>Bits of RCTL (13.4.22). The buffers' size, 2,048 bytes, is that of zeros.</summary>
[Flags]
internal enum ReceiveControl : uint
{
    None = 0,
    Enable = 1 << 1,

    /// <summary>UPE: frames to any station.</summary>
    AllUnicast = 1 << 3,

    /// <summary>MPE: frames to any group.</summary>
    AllMulticast = 1 << 4,
    Broadcast = 1 << 15,

    /// <summary>SECRC: the frame check sequence does not go to memory.</summary>
    StripChecksum = 1 << 26,
}

/// <summary>Bits of TCTL (13.4.33).</summary>
[Flags]
internal enum TransmitControl : uint
{
    None = 0,
    Enable = 1 << 1,

    /// <summary>PSP: frames shorter than Ethernet's least are filled up.</summary>
    PadShortFrames = 1 << 3,

    /// <summary>CT: 15 attempts, which a half-duplex link may need.</summary>
    CollisionThreshold = 0x0F << 4,

    /// <summary>COLD: 64 byte times, a full-duplex link's.</summary>
    CollisionDistance = 0x40 << 12,
}

/// <summary>Bits of RXCSUM (3.2.9).</summary>
[Flags]
internal enum ReceiveChecksumControl : uint
{
    None = 0,
    Ip = 1 << 8,
    Transport = 1 << 9,
}
