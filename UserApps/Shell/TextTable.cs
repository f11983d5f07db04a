using System;
using System.Collections.Generic;
using System.IO;

namespace Sabos.Shell;

/// <summary>Rows of text in columns, each as wide as its widest cell.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const int Gap = 2;

    private readonly List<string[]> _rows = [headings];

    public void Add(params string[] row) => _rows.Add(row);

    public void WriteTo(TextWriter output)
    {
        int[] widths = new int[headings.Length];
        foreach (string[] row in _rows)
        {
            for (int i = 0; i < row.Length; i++)
                widths[i] = Math.Max(widths[i], row[i].Length);
        }

        foreach (string[] row in _rows)
        {
            // White space at a line's end would only wrap on a narrow terminal.
            int last = Array.FindLastIndex(row, cell => cell.Length > 0);
            for (int i = 0; i < last; i++)
                output.Write(row[i].PadRight(widths[i] + Gap));
            output.WriteLine(last >= 0 ? row[last] : "");
        }
    }
}
