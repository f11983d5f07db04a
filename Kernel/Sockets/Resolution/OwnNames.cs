using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>What this machine is called.</summary>
internal static class OwnNames
{
    /// <summary>The host name, also before there is a network.</summary>
    public static string Host => SocketSystem.Current?.Loop.Stack.HostName ?? "sabos";

    /// <summary>The domain that the DHCP server named, or nothing.</summary>
    public static string Domain
    {
        get
        {
            if (SocketSystem.Current is not { Loop: { } loop })
                return "";
            using (loop.Enter())
            {
                foreach (NetworkInterface networkInterface in loop.Stack.Interfaces)
                {
                    if (networkInterface.Dhcp?.Lease?.DomainName is { } domain)
                        return domain;
                }
            }

            return "";
        }
    }

    /// <summary>The name of an address that is ours; null for any other.</summary>
    public static string? Find(NetworkLoop loop, IpAddress address)
    {
        if (address.IsLoopback)
            return "localhost";
        using (loop.Enter())
        {
            foreach (NetworkInterface networkInterface in loop.Stack.Interfaces)
            {
                foreach (InterfaceAddress own in networkInterface.Addresses)
                {
                    if (own.IsAssigned && own.Address == address)
                        return loop.Stack.HostName;
                }
            }
        }

        return null;
    }
}
