using System;
using System.Collections.Generic;
using System.IO;
using System.Net.NetworkInformation;

namespace Sabos.Shell.Commands;

/// <summary>The addresses of an interface: in Sabos as /proc/net/addresses has them, with origin and state, elsewhere as .NET knows them.</summary>
internal static class InterfaceAddresses
{
    private const string OwnFile = "/proc/net/addresses";
    private const string Usual = "preferred";

    public static IEnumerable<string> Read(NetworkInterface networkInterface) => File.Exists(OwnFile)
        ? Parse(File.ReadAllLines(OwnFile), networkInterface.Name)
        : KnownToClassLibrary(networkInterface);

    /// <summary>Those of one interface: address, origin, and then its state where it is an unusual one, and its time.</summary>
    public static IEnumerable<string> Parse(string[] lines, string name)
    {
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 4 && words[0] == name)
                yield return string.Join(' ', Array.FindAll(words[1..], word => word != Usual));
        }
    }

    private static IEnumerable<string> KnownToClassLibrary(NetworkInterface networkInterface)
    {
        foreach (UnicastIPAddressInformation address in networkInterface.GetIPProperties().UnicastAddresses)
            yield return $"{address.Address}/{Quantity.Number(address.PrefixLength)}";
    }
}
