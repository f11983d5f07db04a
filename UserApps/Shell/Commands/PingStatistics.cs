using System;
using System.Globalization;
using System.IO;

namespace Sabos.Shell.Commands;

/// <summary>Loss and round-trip times of a series of echo requests.</summary>
internal sealed class PingStatistics
{
    private int _sent;
    private int _received;
    private TimeSpan _minimum = TimeSpan.MaxValue;
    private TimeSpan _maximum;
    private TimeSpan _sum;

    public void AddReply(TimeSpan roundTrip)
    {
        _sent++;
        _received++;
        _sum += roundTrip;
        if (roundTrip < _minimum)
            _minimum = roundTrip;
        if (roundTrip > _maximum)
            _maximum = roundTrip;
    }

    public void AddLoss() => _sent++;

    public void WriteTo(TextWriter output)
    {
        double loss = _sent == 0 ? 0 : 100.0 * (_sent - _received) / _sent;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_sent} sent, {_received} received, {loss:F0}% loss"));
        if (_received == 0)
            return;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"round trip min/avg/max {_minimum.TotalMilliseconds:F2}/{_sum.TotalMilliseconds / _received:F2}/{_maximum.TotalMilliseconds:F2} ms"));
    }
}
