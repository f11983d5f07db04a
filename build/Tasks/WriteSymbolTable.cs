#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Sabos.Build.Tasks;

/// <summary>
/// Turns listings of <c>nm --numeric-sort</c> into the table from which a panic names functions (Kernel/Core/Panic/SymbolTable.cs). Little-endian:
/// <code>
/// "SYM1", number of blocks (4 bytes)
/// for each block of 32 functions: address of its first (8 bytes), offset of its entries behind this index (8 bytes)
/// for each function: distance from the one before in LEB128 (0 for a block's first), letters its name shares with the one before (1 byte),
///     number of the letters that follow (1 byte), these
/// </code>
/// MSBuild compiles this file when it needs the task (build/Sabos.Build.targets).
/// </summary>
public sealed class WriteSymbolTable : Task
{
    private const int BlockLength = 32;
    private const int MaximumName = 120;

    /// <summary>What nm printed: lines of address, type, name.</summary>
    [Required]
    public ITaskItem[] Listings { get; set; } = Array.Empty<ITaskItem>();

    /// <summary>The file to write.</summary>
    [Required]
    public string Output { get; set; } = "";

    public override bool Execute()
    {
        SortedDictionary<ulong, string> functions = new();
        foreach (ITaskItem listing in Listings)
            ReadFunctions(listing.ItemSpec, functions);

        using FileStream file = File.Create(Output);
        using BinaryWriter writer = new(file);
        Write(functions, writer);
        return true;
    }

    // Of several names for one address the one with the fewest leading underscores: C libraries have many aliases.
    private static void ReadFunctions(string listing, SortedDictionary<ulong, string> functions)
    {
        foreach (string line in File.ReadLines(listing))
        {
            string[] parts = line.Split(' ');
            if (parts.Length < 3 || parts[1] is not ("t" or "T" or "w" or "W"))
                continue;
            ulong address = ulong.Parse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            string name = parts[2].Length <= MaximumName ? parts[2] : parts[2].Substring(0, MaximumName);
            if (!functions.TryGetValue(address, out string? present) || LeadingUnderscores(name) < LeadingUnderscores(present))
                functions[address] = name;
        }
    }

    private static int LeadingUnderscores(string name) => name.Length - name.TrimStart('_').Length;

    private static void Write(SortedDictionary<ulong, string> functions, BinaryWriter writer)
    {
        List<(ulong Address, long Offset)> blocks = new();
        using MemoryStream entries = new();
        using BinaryWriter entryWriter = new(entries);
        int index = 0;
        ulong previousAddress = 0;
        byte[] previousName = Array.Empty<byte>();
        foreach (KeyValuePair<ulong, string> function in functions)
        {
            if (index++ % BlockLength == 0)
            {
                blocks.Add((function.Key, entries.Length));
                previousAddress = function.Key;
                previousName = Array.Empty<byte>();
            }

            byte[] name = Encoding.ASCII.GetBytes(function.Value);
            int shared = 0;
            while (shared < name.Length && shared < previousName.Length && name[shared] == previousName[shared])
                shared++;
            WriteNumber(function.Key - previousAddress, entryWriter);
            entryWriter.Write((byte)shared);
            entryWriter.Write((byte)(name.Length - shared));
            entryWriter.Write(name, shared, name.Length - shared);
            entryWriter.Flush();
            previousAddress = function.Key;
            previousName = name;
        }

        writer.Write(Encoding.ASCII.GetBytes("SYM1"));
        writer.Write(blocks.Count);
        foreach ((ulong address, long offset) in blocks)
        {
            writer.Write(address);
            writer.Write(offset);
        }

        writer.Write(entries.ToArray());
    }

    private static void WriteNumber(ulong value, BinaryWriter writer)
    {
        for (; value >= 0x80; value >>= 7)
            writer.Write((byte)(value | 0x80));
        writer.Write((byte)value);
    }
}
