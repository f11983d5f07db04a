using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>What the class library wants to know of one interface, taken under the lock and used outside it.</summary>
internal sealed record InterfaceSnapshot(string Name, int Index, LinkCapabilities Capabilities, bool IsUp, IReadOnlyList<InterfaceAddress> Addresses, LinkStatistics Statistics)
{
    private const ushort EthernetType = 6; // System.Net.NetworkInformation.NetworkInterfaceType.Ethernet
    private const ushort LoopbackType = 24; // NetworkInterfaceType.Loopback

    public bool IsLoopback => Capabilities.Medium == LinkMedium.Ip;

    public ushort HardwareType => IsLoopback ? LoopbackType : EthernetType;

    /// <summary>All interfaces, loopback first.</summary>
    public static List<InterfaceSnapshot> TakeAll(NetworkLoop loop)
    {
        List<InterfaceSnapshot> snapshots = [];
        using (loop.Enter())
        {
            foreach (NetworkInterface networkInterface in loop.Stack.Interfaces)
            {
                ILinkDevice device = networkInterface.Device;
                snapshots.Add(new(networkInterface.Name, networkInterface.Index, device.Capabilities, device.IsLinkUp, [.. networkInterface.Addresses], device.Statistics));
            }
        }

        return snapshots;
    }
}
