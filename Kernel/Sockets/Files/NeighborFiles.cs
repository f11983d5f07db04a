using System;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>/proc/net/arp as Linux has it, and /proc/net/neighbors, our own, with the states and those of IPv6.</summary>
internal static class NeighborFiles
{
    private const int Complete = 2; // ATF_COM

    /// <summary>/proc/net/arp.</summary>
    public static string Arp(NetworkLoop loop)
    {
        StringBuilder text = new("IP address       HW type     Flags       HW address            Mask     Device\n");
        using (loop.Enter())
        {
            foreach (NetworkInterface networkInterface in loop.Stack.Interfaces)
            {
                foreach (NeighborInfo neighbor in networkInterface.GetNeighbors())
                {
                    int flags = IsKnown(neighbor) ? Complete : 0;
                    if (neighbor.Address.IsIpv4)
                        text.Append(CultureInfo.InvariantCulture, $"{neighbor.Address,-16} 0x1         0x{flags:x}         {neighbor.Hardware,-17}     *        {networkInterface.Name}\n");
                }
            }
        }

        return text.ToString();
    }

    /// <summary>/proc/net/neighbors: lines as <c>ip neigh</c> prints them.</summary>
    public static string All(NetworkLoop loop)
    {
        StringBuilder text = new();
        using (loop.Enter())
        {
            foreach (NetworkInterface networkInterface in loop.Stack.Interfaces)
            {
                foreach (NeighborInfo neighbor in networkInterface.GetNeighbors())
                {
                    text.Append(neighbor.Address).Append(" dev ").Append(networkInterface.Name);
                    if (IsKnown(neighbor))
                        text.Append(" lladdr ").Append(neighbor.Hardware);
                    text.Append(' ').Append(Name(neighbor.State)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static bool IsKnown(NeighborInfo neighbor) => !neighbor.Hardware.IsZero;

    private static string Name(NeighborState state) => state switch
    {
        NeighborState.Incomplete => "INCOMPLETE",
        NeighborState.Reachable => "REACHABLE",
        NeighborState.Stale => "STALE",
        NeighborState.Delay => "DELAY",
        NeighborState.Probe => "PROBE",
        NeighborState.Failed => "FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
