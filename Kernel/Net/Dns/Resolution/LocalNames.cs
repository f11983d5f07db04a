using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Names that are never asked for: ours, the loopback's, and those that exist nowhere.</summary>
internal sealed class LocalNames(IReadOnlyList<NetworkInterface> interfaces, string hostName, MulticastDns multicast)
{
    private const string Loopback = "localhost";

    private readonly string _hostName = hostName.ToLowerInvariant();

    /// <summary>What is known of a name, both versions of IP together, or null: others are to be asked.</summary>
    public DnsAnswer? Find(string name)
    {
        // RFC 6761 6.3.
        if (DnsName.IsWithin(name, Loopback))
        {
            return new DnsAnswer(DnsStatus.Success, [IpAddress.LoopbackIpv6, IpAddress.LoopbackIpv4], name);
        }

        // RFC 6761 6.4, RFC 7686 2.
        if (DnsName.IsWithin(name, "invalid") || DnsName.IsWithin(name, "onion"))
        {
            return DnsAnswer.Without(DnsStatus.NameNotFound);
        }

        return name == _hostName || multicast.Owns(name) ? new DnsAnswer(DnsStatus.Success, OwnAddresses(), name) : null;
    }

    /// <summary>The name of an address that is ours, or null.</summary>
    public string? Find(IpAddress address)
    {
        if (address.IsLoopback)
        {
            return Loopback;
        }

        foreach (NetworkInterface attached in interfaces)
        {
            if (attached.HasAddress(address))
            {
                return hostName;
            }
        }

        return null;
    }

    private List<IpAddress> OwnAddresses()
    {
        List<IpAddress> addresses = [];
        foreach (NetworkInterface attached in interfaces)
        {
            foreach (InterfaceAddress own in attached.Addresses)
            {
                if (own.IsAssigned && !own.Address.IsLoopback)
                {
                    addresses.Add(own.Address);
                }
            }
        }

        return addresses.Count > 0 ? addresses : [IpAddress.LoopbackIpv6, IpAddress.LoopbackIpv4];
    }
}
