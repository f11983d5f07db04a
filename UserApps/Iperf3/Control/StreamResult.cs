using System;

namespace Sabos.Iperf3.Control;

/// <summary>What became of one stream on our side.</summary>
/// <param name="Id">Both sides' number of the stream.</param>
/// <param name="Bytes">Sent or received, those of the omitted time left out.</param>
/// <param name="Elapsed">The time they took.</param>
internal readonly record struct StreamResult(int Id, long Bytes, TimeSpan Elapsed)
{
    /// <summary>Datagrams that were sent, on both sides' account.</summary>
    public long Packets { get; init; }

    /// <summary>How many of them in the omitted time.</summary>
    public long OmittedPackets { get; init; }

    /// <summary>Datagrams that have not arrived.</summary>
    public long Lost { get; init; }

    /// <summary>How many of them in the omitted time.</summary>
    public long OmittedLost { get; init; }

    /// <summary>In seconds.</summary>
    public double Jitter { get; init; }
}
