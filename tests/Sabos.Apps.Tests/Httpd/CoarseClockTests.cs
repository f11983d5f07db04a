using System;
using System.Text;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class CoarseClockTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CoarseClock _clock;

    public CoarseClockTests() => _clock = new CoarseClock(_time);

    [Fact]
    public void Tick_LaterThanDue_CountsOneSecond()
    {
        _time.Advance(TimeSpan.FromMilliseconds(2001));
        _clock.Tick();

        Assert.Equal(1, _clock.Seconds);
        Assert.Equal("Sun, 01 Mar 2026 12:00:02 GMT", Date);
    }

    [Fact]
    public void Refresh_AfterATimeWithoutTicks_CountsNone()
    {
        _time.Advance(TimeSpan.FromMinutes(10));
        _clock.Refresh();

        Assert.Equal(0, _clock.Seconds);
        Assert.Equal("Sun, 01 Mar 2026 12:10:00 GMT", Date);
    }

    private string Date => Encoding.ASCII.GetString(_clock.Date);
}
