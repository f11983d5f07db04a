using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sabos.SelfTest.Tests;

/// <summary>The machine's own address on the network.</summary>
internal static class OwnAddress
{
    /// <summary>The first IPv4 address of an interface that is up and no loopback; fails the test if there is none.</summary>
    public static IPAddress Find()
    {
        foreach (NetworkInterface each in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (each.OperationalStatus == OperationalStatus.Down || each.NetworkInterfaceType == NetworkInterfaceType.Loopback)
                continue;
            foreach (UnicastIPAddressInformation address in each.GetIPProperties().UnicastAddresses)
            {
                if (address.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address.Address))
                    return address.Address;
            }
        }

        throw new SelfTestFailedException("no interface has an IPv4 address");
    }
}
