using Sabos.Bench.Measuring;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class SamplesTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 2, 9 }, 3)]
    [InlineData(new double[0], double.NaN)]
    public void Median_Values_IsTheMiddle(double[] values, double median)
    {
        Samples samples = new(Preference.More);
        foreach (double value in values)
            samples.Add(value);

        Assert.Equal(median, samples.Median);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, double.PositiveInfinity)]
    public void Failure_Any_CountsAsTheWorst(bool lessIsBetter, double worst)
    {
        Samples samples = new(lessIsBetter ? Preference.Less : Preference.More);
        samples.Add(10);
        samples.AddFailure();
        samples.AddFailure();

        Assert.Equal(worst, samples.Median);
        Assert.Equal(2, samples.Failures);
    }
}
