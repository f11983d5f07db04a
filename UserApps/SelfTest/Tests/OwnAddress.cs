using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sabos.SelfTest.Tests;

/// <summary>The machine's own address on the network.</summary>
internal static class OwnAddress
{
    /// <summary>The first IPv4 address of an interface that is up and no loopback, or else of IPv6; fails the test if there is none.</summary>
    public static IPAddress Find()
    {
        IPAddress? ipv6 = null;
        foreach (NetworkInterface each in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (each.OperationalStatus == OperationalStatus.Down || each.NetworkInterfaceType == NetworkInterfaceType.Loopback)
                continue;
            foreach (UnicastIPAddressInformation address in each.GetIPProperties().UnicastAddresses)
            {
                if (IPAddress.IsLoopback(address.Address))
                    continue;
                if (address.Address.AddressFamily == AddressFamily.InterNetwork)
                    return address.Address;
                ipv6 ??= address.Address;
            }
        }

        return ipv6 ?? throw new SelfTestFailedException("no interface has an address");
    }
}
