using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security;
using System.Text;

namespace Sabos.Bench.Reporting;

/// <summary>A plot of ratios as an SVG document: a bar for each on a logarithmic axis, to the right of 1 if it is above, to the left if below.</summary>
internal sealed class RatioPlot(string title)
{
    private const int Width = 900;
    private const int LabelWidth = 400;
    private const int ValueWidth = 60;
    private const int RowHeight = 20;
    private const int BarHeight = 12;
    private const int HeaderHeight = 56;
    private const string Above = "#2f6db5";
    private const string Below = "#d0702a";

    private readonly List<Row> _rows = [];

    /// <summary>Begins a group of bars.</summary>
    public void AddGroup(string name) => _rows.Add(new Row(name, Ratio: null, Goal: null));

    /// <summary>Adds a bar.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="ratio">Above 0 and finite, else the row says that it failed.</param>
    /// <param name="goal">Where a mark shows what it is to reach.</param>
    public void AddBar(string name, double ratio, double? goal = null) => _rows.Add(new Row(name, ratio, goal));

    /// <summary>The document.</summary>
    public string Render()
    {
        double[] shown = [.. _rows.SelectMany(row => (double?[])[row.Ratio, row.Goal]).OfType<double>().Where(IsShown).Append(2).Append(0.5)];
        Axis axis = new(shown.Min(), shown.Max());
        int height = HeaderHeight + (_rows.Count * RowHeight) + RowHeight;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" font-family="sans-serif" font-size="12">
            <rect width="{Width}" height="{height}" fill="white"/>
            <text x="{Width / 2}" y="22" text-anchor="middle" font-size="15" font-weight="bold">{Escape(title)}</text>

            """);
        foreach (double tick in axis.Ticks)
            AppendTick(svg, axis.Position(tick), tick, height);
        for (int i = 0; i < _rows.Count; i++)
            AppendRow(svg, axis, _rows[i], HeaderHeight + (i * RowHeight) + RowHeight - 6);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendTick(StringBuilder svg, double x, double tick, int height) => svg.Append(CultureInfo.InvariantCulture, $"""
        <line x1="{x:F1}" y1="{HeaderHeight - 6}" x2="{x:F1}" y2="{height - 8}" stroke="{(tick == 1 ? "black" : "#ddd")}"/>
        <text x="{x:F1}" y="{HeaderHeight - 10}" text-anchor="middle" fill="#555">{tick:0.##}×</text>

        """);

    private static void AppendRow(StringBuilder svg, Axis axis, Row row, int baseline)
    {
        if (row.Ratio is not { } ratio)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{baseline}\" font-weight=\"bold\">{Escape(row.Name)}</text>\n");
            return;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth - 8}\" y=\"{baseline}\" text-anchor=\"end\">{Escape(row.Name)}</text>\n");
        double one = axis.Position(1);
        if (!IsShown(ratio))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{one + 4:F1}\" y=\"{baseline}\" fill=\"{Below}\">failed</text>\n");
            return;
        }

        double end = axis.Position(ratio);
        int top = baseline - BarHeight + 2;
        svg.Append(CultureInfo.InvariantCulture, $"""
            <rect x="{Math.Min(one, end):F1}" y="{top}" width="{Math.Abs(end - one):F1}" height="{BarHeight}" fill="{(ratio < 1 ? Below : Above)}"/>
            <text x="{Width - 8}" y="{baseline}" text-anchor="end">{ratio:0.00}</text>

            """);
        if (row.Goal is { } goal)
        {
            double x = axis.Position(goal);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:F1}\" y1=\"{top - 3}\" x2=\"{x:F1}\" y2=\"{top + BarHeight + 3}\" stroke=\"black\" stroke-width=\"2\"/>\n");
        }
    }

    private static bool IsShown(double ratio) => ratio > 0 && double.IsFinite(ratio);

    private static string Escape(string text) => SecurityElement.Escape(text);

    private sealed record Row(string Name, double? Ratio, double? Goal);

    /// <summary>From the power of ten or its half or double below the least ratio to that above the largest.</summary>
    private sealed class Axis
    {
        private static readonly double[] s_steps = [.. Enumerable.Range(-4, 9).SelectMany(power => (double[])[1, 2, 5], (power, factor) => factor * Math.Pow(10, power))];

        public Axis(double least, double largest) =>
            Ticks = [.. s_steps.Where(step => step >= s_steps.LastOrDefault(low => low <= least, s_steps[0]) && step <= s_steps.FirstOrDefault(high => high >= largest, s_steps[^1]))];

        public IReadOnlyList<double> Ticks { get; }

        public double Position(double ratio) =>
            LabelWidth + (Math.Log(ratio / Ticks[0]) / Math.Log(Ticks[^1] / Ticks[0]) * (Width - LabelWidth - ValueWidth));
    }
}
