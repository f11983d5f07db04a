using System;

namespace Sabos.Net.Tests;

/// <summary>The settings of a stack, drawn by chance.</summary>
internal static class StackPlan
{
    public static TcpSettings Draw(Random random) => new()
    {
        SelectiveAcknowledgments = random.Next(4) > 0,
        Timestamps = random.Next(4) > 0,
        SendBufferSize = random.Next(4) == 0 ? random.Next(1, 20_000) : 131_072,
        MaximumSendBufferSize = random.Next(2) == 0 ? random.Next(0, 100_000) : 4 * 1024 * 1024,
        ReceiveBufferSize = random.Next(4) == 0 ? random.Next(1, 20_000) : 131_072,
        MaximumReceiveBufferSize = random.Next(4) == 0 ? random.Next(20_000, 300_000) : 4 * 1024 * 1024,
        BufferMemory = random.Next(6) == 0 ? random.Next(0, 10) * ChunkPool.ChunkSize : 16 * 1024 * 1024,
        CongestionControl = (CongestionControlAlgorithm)random.Next(2),
        HyStart = random.Next(2) == 0,
        CongestionNotification = (EcnMode)random.Next(3),

        // Longer than any sequence of lost retransmissions that a run may see, lest the last FIN meet a peer that has forgotten it.
        TimeWait = TimeSpan.FromMinutes(10),

        // Longer than any program takes to read what it was sent.
        OrphanTimeout = TimeSpan.FromHours(1),
    };

    /// <summary>Whether memory may run short with these.</summary>
    public static bool IsShortOfMemory(TcpSettings settings) => settings.BufferMemory < 1024 * 1024;
}
