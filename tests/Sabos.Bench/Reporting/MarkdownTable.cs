using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Sabos.Bench.Reporting;

/// <summary>A Markdown table that reads well as plain text, too: the first column is left-aligned, the others right-aligned.</summary>
internal sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with as many cells as the header.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    public string Render()
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => _rows.Append(header).Max(row => row[column].Length))];
        StringBuilder text = new();
        AppendRow(text, header, widths);
        AppendRow(text, [.. widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ':')], widths);
        foreach (string[] row in _rows)
            AppendRow(text, row, widths);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        text.Append('|');
        for (int column = 0; column < cells.Length; column++)
            text.Append(' ').Append(column == 0 ? cells[column].PadRight(widths[column]) : cells[column].PadLeft(widths[column])).Append(" |");
        text.Append('\n');
    }
}
