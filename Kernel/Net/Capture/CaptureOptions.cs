using System;

namespace Sabos.Net;

/// <summary>What a capture keeps.</summary>
public sealed record CaptureOptions
{
    /// <summary>The smallest sensible <see cref="Capacity"/>.</summary>
    public const int MinCapacity = 4096;

    /// <summary>Bytes of memory, at least <see cref="MinCapacity"/>: when they are full, the oldest frames make room for the newest.</summary>
    public int Capacity { get; init; } = 1024 * 1024;

    /// <summary>At most so many bytes of each frame are kept.</summary>
    public int SnapshotLength { get; init; } = PcapFormat.MaxSnapshotLength;

    /// <summary>The time since 1970 that <see cref="Instant"/> zero was.</summary>
    public TimeSpan UnixTimeOfZero { get; init; }
}
