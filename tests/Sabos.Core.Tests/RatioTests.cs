using System;
using Sabos.Core.Time;
using Xunit;

namespace Sabos.Core.Tests;

public class RatioTests
{
    [Theory]
    [InlineData(3_000_000_000UL * 3600 * 24 * 365, 1_000_000_000UL, 3_000_000_000UL)]
    [InlineData(ulong.MaxValue, 3_579_545UL, 4_000_000_000UL)]
    [InlineData(17UL, 3_579_545UL, 2_594_000_000UL)]
    public void Scale_ProductBeyond64Bits_IsExact(ulong value, ulong numerator, ulong denominator) =>
        Assert.Equal((ulong)((UInt128)value * numerator / denominator), Ratio.Scale(value, numerator, denominator));
}
