using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabos.Tests;
using Xunit;

namespace Sabos.Architecture.Tests;

/// <summary>The stack reads no clock, random source, thread or device: checked in what was compiled, so that no suppression gets past.</summary>
public sealed class BannedSymbolTests
{
    private static readonly string s_list = Path.Combine(Repository.Root, "Kernel/Net/BannedSymbols.txt");

    [Theory]
    [InlineData("T:System.Threading.Thread")]
    [InlineData("T:System.DateTime")]
    [InlineData("T:System.Diagnostics.Stopwatch")]
    [InlineData("P:System.Environment.TickCount64")]
    [InlineData("T:System.Random")]
    [InlineData("N:System.Net.Sockets")]
    public void List_Net_HoldsWhatTheStackMustNotRead(string symbol) => Assert.Contains(symbol, Banned());

    [Fact]
    public void Net_Compiled_UsesNothingBanned()
    {
        using CompiledAssembly net = new(Layer.All.Single(layer => layer.Name == "Sabos.Net").Assembly);

        Assert.DoesNotContain(Banned(), symbol => IsUsed(net, symbol));
    }

    private static IEnumerable<string> Banned() => File.ReadLines(s_list).Where(line => line.Contains(':', StringComparison.Ordinal)).Select(line => line.Split(';')[0]);

    private static bool IsUsed(CompiledAssembly assembly, string symbol)
    {
        string name = symbol[2..];
        return symbol[0] switch
        {
            'N' => assembly.ForeignTypes.Any(type => type.StartsWith(name + ".", StringComparison.Ordinal)),
            'T' => assembly.ForeignTypes.Contains(name),
            'P' => assembly.ForeignMembers.Contains(name.Insert(name.LastIndexOf('.') + 1, "get_")),
            'M' => assembly.ForeignMembers.Contains(name.Split('(')[0]),
            _ => throw new InvalidDataException($"{s_list}: {symbol}"),
        };
    }
}
