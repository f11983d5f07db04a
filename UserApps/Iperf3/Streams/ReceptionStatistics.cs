using System;

namespace Sabos.Iperf3.Streams;

/// <summary>What the numbers and times of the datagrams that arrive tell about the path.</summary>
internal struct ReceptionStatistics
{
    private const double JitterGain = 1.0 / 16; // RFC 3550, 6.4.1

    private ulong _highest;
    private double _transit;

    /// <summary>Datagrams that must have been sent, by the highest number.</summary>
    public readonly long Packets => (long)_highest;

    /// <summary>Those of them that have not arrived.</summary>
    public long Lost { get; private set; }

    /// <summary>The mean deviation of the time under way, in seconds.</summary>
    public double Jitter { get; private set; }

    /// <summary>Takes account of a datagram.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="arrived">When it arrived, by a clock that need not agree with the sender's.</param>
    public void Count(DatagramHeader header, TimeSpan arrived)
    {
        double transit = (arrived - header.Sent).TotalSeconds;
        if (_highest > 0)
            Jitter += (Math.Abs(transit - _transit) - Jitter) * JitterGain;
        _transit = transit;

        if (header.Number > _highest)
        {
            Lost += (long)(header.Number - _highest) - 1;
            _highest = header.Number;
        }
        else if (Lost > 0)
        {
            Lost--; // late, and counted as lost when its successor came
        }
    }
}
