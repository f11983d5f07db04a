using System;
using System.Globalization;
using Sabos.Core.Time;
using Xunit;

namespace Sabos.Core.Tests;

public class CalendarTimeTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2000-02-29T23:59:59Z")]
    [InlineData("2000-03-01T00:00:00Z")]
    [InlineData("2024-12-31T12:34:56Z")]
    [InlineData("2026-11-22T09:00:00Z")]
    [InlineData("2100-02-28T23:59:59Z")]
    [InlineData("2100-03-01T00:00:00Z")]
    public void ToUnixSeconds_Date_AgreesWithTheClassLibrary(string text)
    {
        DateTimeOffset date = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        CalendarTime time = new()
        {
            Year = date.Year,
            Month = date.Month,
            Day = date.Day,
            Hour = date.Hour,
            Minute = date.Minute,
            Second = date.Second,
        };

        Assert.Equal((ulong)date.ToUnixTimeSeconds(), time.ToUnixSeconds());
    }

    [Fact]
    public void ToUnixSeconds_WhatABrokenClockShows_IsSomeTime()
    {
        CalendarTime time = new() { Year = 0, Month = 0, Day = 0 };

        Assert.Equal(0UL, time.ToUnixSeconds());
    }
}
