using System;
using System.Buffers;
using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>The words about addresses and names.</summary>
internal sealed partial class BootWords
{
    private bool ReadAddress(string value)
    {
        if (value is "dhcp" or "off")
        {
            _addresses = null;
            _parameters = _parameters with { UsesIpv4 = value == "dhcp" };
            return true;
        }

        if (!TryReadAddresses(value, static address => address.IsIpv4, out List<IpPrefix> addresses))
            return false;
        _addresses = addresses;
        _parameters = _parameters with { UsesIpv4 = true };
        return true;
    }

    private bool ReadIpv6(string value)
    {
        if (value is "auto" or "off")
        {
            bool isAutomatic = value == "auto";
            _parameters = _parameters with { Ipv6 = _parameters.Ipv6 with { IsEnabled = isAutomatic, ExpectsRouter = isAutomatic, Addresses = [] } };
            return true;
        }

        if (!TryReadAddresses(value, static address => address is { IsIpv6: true, IsLoopback: false }, out List<IpPrefix> addresses))
            return false;
        _parameters = _parameters with { Ipv6 = _parameters.Ipv6 with { IsEnabled = true, ExpectsRouter = false, Addresses = addresses } };
        return true;
    }

    private bool ReadIpv6Gateway(string value)
    {
        if (!IpAddress.TryParse(value, out IpAddress gateway) || gateway.IsIpv4 || !IsHost(gateway))
            return false;
        _parameters = _parameters with { Ipv6 = _parameters.Ipv6 with { Gateway = gateway } };
        return true;
    }

    private bool ReadGateway(string value)
    {
        if (!IpAddress.TryParse(value, out IpAddress gateway) || gateway.IsIpv6 || !IsHost(gateway))
            return false;
        _gateway = gateway;
        return true;
    }

    private bool ReadDnsServers(string value)
    {
        List<IpAddress> servers = [];
        foreach (string text in value.Split(','))
        {
            if (!IpAddress.TryParse(text, out IpAddress server) || !IsHost(server))
                return false;
            servers.Add(server);
        }

        _parameters = _parameters with { DnsServers = servers };
        return true;
    }

    private bool ReadSearchDomains(string value)
    {
        const int Longest = 253; // RFC 1035 2.3.4, as text
        string[] domains = value.Split(',');
        if (!Array.TrueForAll(domains, static domain => domain.Length <= Longest && Array.TrueForAll(domain.Split('.'), IsLabel)))
            return false;
        _parameters = _parameters with { SearchDomains = domains };
        return true;
    }

    private bool ReadProbing(string? value) => ReadChoice(
        value,
        probing => _parameters with { AddressProbing = probing },
        ("none", AddressProbing.None),
        ("optimistic", AddressProbing.Optimistic),
        ("quick", AddressProbing.Quick),
        ("standard", AddressProbing.Standard));

    private bool ReadDetection(string? value) => ReadChoice(
        value,
        detection => _parameters with { Ipv6 = _parameters.Ipv6 with { Detection = detection } },
        ("on", DuplicateDetection.BeforeUse),
        ("optimistic", DuplicateDetection.Optimistic),
        ("off", DuplicateDetection.Never));

    // As hexadecimal digits, or as Linux writes its stable_secret, like an address.
    private bool ReadSecret(string value)
    {
        const int Size = 16;
        byte[] secret = new byte[Size];
        if (IpAddress.TryParse(value, out IpAddress address) && address.IsIpv6)
            address.WriteTo(secret);
        else if (value.Length != 2 * Size || Convert.FromHexString(value, secret, out _, out _) != OperationStatus.Done)
            return false;
        _parameters = _parameters with { Ipv6 = _parameters.Ipv6 with { Secret = secret } };
        return true;
    }

    private static bool IsHost(IpAddress address) => address is { IsUnspecified: false, IsMulticast: false, IsLimitedBroadcast: false };

    // Each once, and none that no host has.
    private static bool TryReadAddresses(string value, Predicate<IpAddress> isSuitable, out List<IpPrefix> addresses)
    {
        addresses = [];
        foreach (string text in value.Split(','))
        {
            if (!IpPrefix.TryParse(text, out IpPrefix address)
                || !IsHost(address.Address)
                || !isSuitable(address.Address)
                || addresses.Exists(other => other.Address == address.Address))
            {
                return false;
            }

            addresses.Add(address);
        }

        return true;
    }
}
