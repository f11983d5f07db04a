using System.Linq;
using Sabos.Bench.Traffic;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class BenchCommandTests
{
    [Theory]
    [InlineData("", 16)]
    [InlineData("20 ms", 8)]
    [InlineData("no delay: sends, 5", 1)]
    [InlineData("0.1 %|receives, 5", 6)]
    [InlineData("3 %", 0)]
    public void IsMeant_PartsOfNames_ChooseWhatContainsOne(string parts, int count) =>
        Assert.Equal(count, BulkTransfer.OnTheWire(seconds: 1).Count(measurement => BenchCommand.IsMeant(measurement, parts)));
}
