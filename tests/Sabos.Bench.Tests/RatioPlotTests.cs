using System.Globalization;
using System.Linq;
using System.Xml.Linq;
using Sabos.Bench.Reporting;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class RatioPlotTests
{
    [Fact]
    public void Render_Bars_BeginAtOneAndEndAtTheirRatio()
    {
        RatioPlot plot = new("Which <is> better");
        plot.AddGroup("Load");
        plot.AddBar("four times", 4);
        plot.AddBar("a quarter", 0.25);

        XElement[] bars = [.. Elements(plot, "rect").Skip(1)]; // the first is the background
        double one = Number(Elements(plot, "line").Single(line => (string?)line.Attribute("stroke") == "black"), "x1");

        Assert.Equal(2, bars.Length);
        Assert.Equal(one, Number(bars[0], "x"));
        Assert.Equal(one, Number(bars[1], "x") + Number(bars[1], "width"), tolerance: 0.11);
        Assert.Equal(Number(bars[0], "width"), Number(bars[1], "width"), tolerance: 0.11);
        Assert.NotEqual((string?)bars[0].Attribute("fill"), (string?)bars[1].Attribute("fill"));
        Assert.Contains("Which <is> better", Elements(plot, "text").Select(text => text.Value));
    }

    [Fact]
    public void Render_Goal_IsMarkedWhereABarThatMeetsItEnds()
    {
        RatioPlot plot = new("Goals");
        plot.AddBar("met", 10, goal: 10);

        XElement bar = Elements(plot, "rect").Last();
        XElement mark = Elements(plot, "line").Last();

        Assert.Equal(Number(bar, "x") + Number(bar, "width"), Number(mark, "x1"), tolerance: 0.11);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void Render_RatioOfAFailure_SaysSo(double ratio)
    {
        RatioPlot plot = new("Failures");
        plot.AddBar("never answered", ratio);

        Assert.Single(Elements(plot, "rect"));
        Assert.Contains("failed", Elements(plot, "text").Select(text => text.Value));
    }

    [Fact]
    public void Render_VeryLargeRatios_StayInThePicture()
    {
        RatioPlot plot = new("Far apart");
        plot.AddBar("much", 700);
        plot.AddBar("little", 0.003);

        Assert.All(Elements(plot, "rect"), bar => Assert.InRange(Number(bar, "width") + ((double?)bar.Attribute("x") ?? 0), 1, 900));
    }

    private static XElement[] Elements(RatioPlot plot, string name) =>
        [.. XDocument.Parse(plot.Render()).Descendants().Where(element => element.Name.LocalName == name)];

    private static double Number(XElement element, string attribute) => double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
