using System;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Iperf3.Streams;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

public sealed class DatagramHeaderTests
{
    [Fact]
    public void WriteTo_NarrowAndWide_AreInNetworkOrder()
    {
        byte[] datagram = new byte[16];

        new DatagramHeader(TimeSpan.FromSeconds(258) + TimeSpan.FromMicroseconds(5), 7).WriteTo(datagram, wide: false);
        Assert.Equal([0, 0, 1, 2, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0, 0], datagram);

        new DatagramHeader(TimeSpan.FromSeconds(258), 0x0102030405060708).WriteTo(datagram, wide: true);
        Assert.Equal([0, 0, 1, 2, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], datagram);
    }

    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame() =>
        Prop.ForAll<uint, uint, bool>((seconds, number, wide) =>
        {
            DatagramHeader header = new(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMicroseconds(number % 1_000_000), number);
            byte[] datagram = new byte[DatagramHeader.LengthOf(wide)];
            header.WriteTo(datagram, wide);
            return DatagramHeader.TryRead(datagram, wide, out DatagramHeader read) && read == header;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryRead_TooShort_IsRefused(bool wide) =>
        Assert.False(DatagramHeader.TryRead(new byte[DatagramHeader.LengthOf(wide) - 1], wide, out _));
}
