using System;
using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>What the words of the command line mean for the stack.</summary>
internal static class NetworkConfiguration
{
    private const ushort DnsPort = 53;

    /// <summary>What the stack is to be made with.</summary>
    /// <param name="parameters">The words.</param>
    /// <param name="seed">Entropy, 32 bytes.</param>
    /// <param name="memory">Bytes that the program may have.</param>
    public static StackOptions CreateOptions(BootParameters parameters, ReadOnlyMemory<byte> seed, long memory) => new()
    {
        Seed = seed,
        HostName = parameters.HostName,
        AddressProbing = parameters.AddressProbing,
        Ipv6 = CreateIpv6(parameters.Ipv6),
        Tcp = TcpSettings.ForMemory(memory),
    };

    /// <summary>Configures the interfaces, and starts what finds out the rest.</summary>
    /// <param name="parameters">The words.</param>
    /// <param name="stack">The stack.</param>
    /// <param name="interfaces">Its Ethernets: the first one gets the static addresses.</param>
    public static void Apply(BootParameters parameters, NetworkStack stack, IReadOnlyList<NetworkInterface> interfaces)
    {
        if (parameters.UsesIpv4)
            ConfigureIpv4(parameters.Address, stack, interfaces);
        if (parameters.Ipv6.IsEnabled)
            ConfigureIpv6(parameters.Ipv6, stack, interfaces);
        ConfigureNames(parameters, stack, interfaces);
    }

    private static Ipv6Settings CreateIpv6(Ipv6Parameters parameters)
    {
        Ipv6Settings settings = new()
        {
            StableSecret = parameters.Secret,
            UseTemporaryAddresses = parameters.UsesTemporaryAddresses,
            UseOptimisticDetection = parameters.Detection == DuplicateDetection.Optimistic,
        };
        return parameters.Detection == DuplicateDetection.Never ? settings with { DetectionTransmits = 0 } : settings;
    }

    private static void ConfigureIpv4(StaticAddress? configuration, NetworkStack stack, IReadOnlyList<NetworkInterface> interfaces)
    {
        if (configuration is null)
        {
            foreach (NetworkInterface dynamic in interfaces)
                dynamic.StartDhcp();
            return;
        }

        if (interfaces is not [NetworkInterface first, ..])
            return;
        foreach (IpPrefix address in configuration.Addresses)
            first.ClaimAddress(address);
        if (configuration.Gateway is { } gateway)
            stack.Routes.Add(new Route(new IpPrefix(IpAddress.AnyIpv4, 0), gateway, first));
    }

    private static void ConfigureIpv6(Ipv6Parameters configuration, NetworkStack stack, IReadOnlyList<NetworkInterface> interfaces)
    {
        if (interfaces is not [NetworkInterface first, ..])
            return;
        foreach (NetworkInterface each in interfaces)
            each.StartIpv6();
        foreach (IpPrefix address in configuration.Addresses)
        {
            AddressState state = configuration.Detection switch
            {
                DuplicateDetection.Never => AddressState.Preferred,
                DuplicateDetection.Optimistic => AddressState.Optimistic,
                _ => AddressState.Tentative,
            };
            first.SetAddress(new InterfaceAddress(address, AddressOrigin.Static) { State = state });
        }

        if (configuration is { Gateway: { } gateway, Addresses.Count: > 0 })
            stack.Routes.Add(new Route(new IpPrefix(IpAddress.AnyIpv6, 0), gateway.InZone(first.Index), first));
    }

    // Before those that others tell of; a link-local server is on the first interface.
    private static void ConfigureNames(BootParameters parameters, NetworkStack stack, IReadOnlyList<NetworkInterface> interfaces)
    {
        List<IpEndpoint> servers = [];
        foreach (IpAddress server in parameters.DnsServers)
            servers.Add(new IpEndpoint(server, DnsPort));
        if (servers.Count > 0 || parameters.SearchDomains.Count > 0)
            stack.NameServers.Set(NameServerSource.Static, interfaces is [NetworkInterface first, ..] ? first.Index : 0, servers, parameters.SearchDomains);
        if (parameters.UsesMulticastDns)
            stack.MulticastDns.Start();
    }
}
