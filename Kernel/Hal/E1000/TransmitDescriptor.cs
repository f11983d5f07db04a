using System.Runtime.InteropServices;

namespace Sabos.Hal.E1000;

/// <summary>
/// An extended transmit descriptor, 16 bytes: a piece of a frame (3.3.7), or, before it, what the controller is to do about the checksums and segments of the
/// frames that follow (3.3.6).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TransmitDescriptor(ulong First, ulong Second)
{
    /// <summary>Bytes of a descriptor.</summary>
    public const int Length = 16;

    // The command, from bit 24 on; the type before it: a context's is zero.
    private const ulong EndOfFrame = 1UL << 24;
    private const ulong InsertFrameCheck = 1UL << 25;
    private const ulong ReportStatus = 1UL << 27;
    private const ulong Extended = 1UL << 29;
    private const ulong Data = 1UL << 20;

    // Of a context the lowest bits of the command mean something else (3.3.6.1).
    private const ulong IsTcp = 1UL << 24;
    private const ulong IsIpv4 = 1UL << 25;
    private const ulong Segment = 1UL << 26;

    private const ulong InsertIpChecksum = 1UL << 40;
    private const ulong InsertTransportChecksum = 1UL << 41;
    private const ulong Done = 1UL << 32;

    private const int HeaderLengthShift = 40;
    private const int SegmentSizeShift = 48;
    private const int EthernetHeader = 14;
    private const int Ipv4ChecksumOffset = 10;
    private const int TcpChecksumOffset = 16;

    /// <summary>The controller is done with the frame that ended here (the status of the second half).</summary>
    public static bool IsDone(ulong second) => (second & Done) != 0;

    /// <summary>A frame's only piece, or its last: the controller marks it when the frame is sent.</summary>
    public static TransmitDescriptor Last(ulong address, int length, PacketOptions options) =>
        new(address, Piece(length, options) | EndOfFrame | ReportStatus);

    /// <summary>A piece that others follow.</summary>
    public static TransmitDescriptor Continued(ulong address, int length, PacketOptions options) => new(address, Piece(length, options));

    /// <summary>From the next frame on, the checksum goes there.</summary>
    /// <param name="start">Offset in the frame of the first byte that the checksum covers, to the frame's end.</param>
    /// <param name="offset">Where it stands, counted from there.</param>
    public static TransmitDescriptor ChecksumContext(int start, int offset) =>
        new(Offsets(start, offset), Extended | (offset == TcpChecksumOffset ? IsTcp : 0));

    /// <summary>The next frame is cut into segments of TCP over IPv4.</summary>
    /// <param name="start">Offset in the frame of the TCP header.</param>
    /// <param name="headers">Bytes of all headers.</param>
    /// <param name="payload">Bytes behind them.</param>
    /// <param name="segmentSize">Bytes of payload of each segment but the last.</param>
    public static TransmitDescriptor SegmentationContext(int start, int headers, int payload, int segmentSize) => new(
        Offsets(start, TcpChecksumOffset),
        Extended | Segment | IsTcp | IsIpv4 | (ulong)payload | ((ulong)headers << HeaderLengthShift) | ((ulong)segmentSize << SegmentSizeShift));

    // IPCSS, IPCSO, IPCSE, TUCSS, TUCSO, TUCSE; the last is zero: to the end.
    private static ulong Offsets(int start, int offset) =>
        EthernetHeader
        | ((EthernetHeader + Ipv4ChecksumOffset) << 8)
        | ((ulong)(start - 1) << 16)
        | ((ulong)start << 32)
        | ((ulong)(start + offset) << 40);

    private static ulong Piece(int length, PacketOptions options)
    {
        ulong command = Extended | Data | InsertFrameCheck | (uint)length;
        return options switch
        {
            PacketOptions.None => command,
            PacketOptions.Checksum => command | InsertTransportChecksum,
            _ => command | InsertTransportChecksum | InsertIpChecksum | Segment,
        };
    }
}

/// <summary>What the controller is to do with a frame, besides sending it.</summary>
internal enum PacketOptions
{
    None,

    /// <summary>Complete the checksum of TCP or UDP.</summary>
    Checksum,

    /// <summary>Cut it into segments, and complete all their checksums.</summary>
    Segmentation,
}
