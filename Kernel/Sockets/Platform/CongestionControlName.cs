using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The names by which Linux's TCP_CONGESTION knows the algorithms.</summary>
internal static class CongestionControlName
{
    /// <summary>Bytes of a name with its padding (TCP_CA_NAME_MAX).</summary>
    public const int Size = 16;

    /// <summary>Writes the name and zeros behind it.</summary>
    public static void Write(CongestionControlAlgorithm algorithm, Span<byte> destination)
    {
        destination.Clear();
        (algorithm == CongestionControlAlgorithm.NewReno ? "reno"u8 : "cubic"u8).CopyTo(destination);
    }

    /// <summary>Reads a name, which ends at a zero or with the bytes. False: there is no such algorithm.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out CongestionControlAlgorithm algorithm)
    {
        int end = bytes.IndexOf((byte)0);
        ReadOnlySpan<byte> name = end < 0 ? bytes : bytes[..end];
        algorithm = name.SequenceEqual("reno"u8) ? CongestionControlAlgorithm.NewReno : CongestionControlAlgorithm.Cubic;
        return name.SequenceEqual("reno"u8) || name.SequenceEqual("cubic"u8);
    }
}
