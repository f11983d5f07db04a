using System;
using Sabos.Iperf3.Streams;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

public sealed class ReceptionStatisticsTests
{
    [Fact]
    public void Count_Gap_IsLoss()
    {
        ReceptionStatistics statistics = Received(1, 2, 5);

        Assert.Equal((5, 2), (statistics.Packets, statistics.Lost));
    }

    [Fact]
    public void Count_LateDatagram_IsNoLossAnyMore()
    {
        ReceptionStatistics statistics = Received(1, 3, 2, 4);

        Assert.Equal((4, 0), (statistics.Packets, statistics.Lost));
    }

    [Fact]
    public void Count_SteadyPath_HasNoJitterWhateverTheClocks()
    {
        ReceptionStatistics statistics = default;
        for (uint number = 1; number <= 10; number++)
            statistics.Count(new DatagramHeader(TimeSpan.FromMilliseconds(number), number), TimeSpan.FromMilliseconds(number + 5000));

        Assert.Equal(0, statistics.Jitter, precision: 9);
    }

    [Fact]
    public void Count_OneLateByAStep_MovesTheJitterByASixteenth()
    {
        ReceptionStatistics statistics = default;
        statistics.Count(new DatagramHeader(TimeSpan.Zero, 1), TimeSpan.Zero);
        statistics.Count(new DatagramHeader(TimeSpan.Zero, 2), TimeSpan.FromMilliseconds(16));

        Assert.Equal(0.001, statistics.Jitter, precision: 9);
    }

    private static ReceptionStatistics Received(params uint[] numbers)
    {
        ReceptionStatistics statistics = default;
        foreach (uint number in numbers)
            statistics.Count(new DatagramHeader(TimeSpan.Zero, number), TimeSpan.Zero);
        return statistics;
    }
}
