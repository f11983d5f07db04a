namespace Sabos.Hal.E1000;

/// <summary>The half of a receive descriptor that the controller writes (3.2.3), read in one piece, as it may change at any time.</summary>
/// <param name="Bits">The descriptor's second eight bytes.</param>
internal readonly record struct ReceiveDescriptor(ulong Bits)
{
    /// <summary>Bytes of a descriptor: where the buffer is, and these eight.</summary>
    public const int Length = 16;

    // Status, from bit 32 on (3.2.3.1).
    private const ulong Done = 1UL << 32;
    private const ulong EndOfPacket = 1UL << 33;
    private const ulong IgnoreChecksum = 1UL << 34;
    private const ulong TransportChecked = 1UL << 37;

    // Errors, from bit 40 on (3.2.3.2): of symbols, sequence, carrier extension and data.
    private const ulong FrameErrors = (ulong)0b1001_0111 << 40;
    private const ulong TransportError = 1UL << 45;

    /// <summary>DD: the controller is done with the descriptor.</summary>
    public bool IsDone => (Bits & Done) != 0;

    /// <summary>EOP: the frame ends here; else it goes on in the next buffer.</summary>
    public bool EndsFrame => (Bits & EndOfPacket) != 0;

    /// <summary>Bytes in the buffer, as the controller says.</summary>
    public int FrameLength => (ushort)Bits;

    /// <summary>The frame was damaged on the wire.</summary>
    public bool IsDamaged => (Bits & FrameErrors) != 0;

    /// <summary>
    /// The controller has checked the checksum of TCP or UDP, and found it right (3.2.9). What it cannot check, fragments among others, it either says to
    /// ignore or does not mark as checked.
    /// </summary>
    public bool IsChecksumGood => (Bits & (IgnoreChecksum | TransportChecked | TransportError)) == TransportChecked;
}
