using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Sabos.Bench.Linux;

/// <summary>The modules of an unpacked kernel package, which nobody has run depmod over: each file names those it needs itself.</summary>
internal sealed class KernelModules
{
    private readonly Dictionary<string, string> _paths;

    /// <param name="directory">lib/modules of the package.</param>
    public KernelModules(string directory) =>
        _paths = Directory.EnumerateFiles(directory, "*.ko", SearchOption.AllDirectories).ToDictionary(path => Path.GetFileNameWithoutExtension(path));

    /// <summary>The files of a module and of all that it needs, in the order in which they can be loaded.</summary>
    public IReadOnlyList<string> LoadOrder(params IEnumerable<string> names)
    {
        List<string> order = [];
        foreach (string name in names)
            Visit(name, order);
        return order;
    }

    /// <summary>The names in a module's <c>depends=</c>.</summary>
    internal static string[] DependenciesOf(ReadOnlySpan<byte> module)
    {
        int start = module.IndexOf("\0depends="u8);
        if (start < 0)
            return [];
        ReadOnlySpan<byte> list = module[(start + "\0depends=".Length)..];
        int end = list.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? list : list[..end]).Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Visit(string name, List<string> order)
    {
        string path = _paths[name];
        if (order.Contains(path))
            return;
        foreach (string needed in DependenciesOf(File.ReadAllBytes(path)))
            Visit(needed, order);
        order.Add(path);
    }
}
