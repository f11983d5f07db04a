using System;
using System.Collections.Generic;
using System.Text;

namespace Sabos.Iperf3.Control;

/// <summary>The members of one JSON object by name. Numbers and truth values are kept, of others only that they are there.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, long> _values = [];

    private JsonMembers()
    {
    }

    /// <summary>Reads an object; false if the text is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out JsonMembers members)
    {
        members = new JsonMembers();
        JsonScanner scanner = new(json);
        return scanner.TryTake((byte)'{') && members.TryRead(ref scanner) && scanner.IsAtEnd;
    }

    public bool Contains(string name) => _values.ContainsKey(name);

    public bool IsTrue(string name) => Number(name, absent: 0) is not (0 or JsonScanner.None);

    /// <summary>The number; <paramref name="absent"/> if there is no such member, <see cref="JsonScanner.None"/> if it is no number.</summary>
    public long Number(string name, long absent) => _values.GetValueOrDefault(name, absent);

    private bool TryRead(ref JsonScanner scanner)
    {
        if (scanner.TryTake((byte)'}'))
            return true;
        do
        {
            if (!scanner.TryTakeString(out ReadOnlySpan<byte> name) || !scanner.TryTake((byte)':') || !scanner.TryTakeValue(out long value))
                return false;
            _values[Encoding.UTF8.GetString(name)] = value;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)'}');
    }
}
