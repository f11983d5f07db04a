using Sabos.Bench.Measuring;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class QuantityTests
{
    [Fact]
    public void Advantage_TwiceAsMuch_IsTwoOrAHalf()
    {
        Assert.Equal(2, new Quantity("", "", "").Advantage(20, 10));
        Assert.Equal(0.5, new Quantity("", "", "", Preference.Less).Advantage(20, 10));
    }

    [Fact]
    public void Goal_Limit_IsStillMet()
    {
        Assert.True(Goal.AtMost(9000).IsMet(9000, advantage: 0.1));
        Assert.False(Goal.AtMost(9000).IsMet(9001, advantage: 100));
        Assert.True(Goal.TimesBetter(10).IsMet(1e6, advantage: 10));
        Assert.False(Goal.TimesBetter(10).IsMet(0, advantage: 9.9));
    }

    [Fact]
    public void Goal_QuantityThatNobodyCouldTake_IsMissed()
    {
        Assert.False(Goal.AtMost(9000).IsMet(double.PositiveInfinity, advantage: 0));
        Assert.False(Goal.AtMost(9000).IsMet(double.NaN, double.NaN));
        Assert.False(Goal.TimesBetter(10).IsMet(double.NaN, double.NaN));
    }
}
