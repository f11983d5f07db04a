using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>ip</c>: interfaces with their addresses, routes, neighbours, leases and name servers. It shows; a program of .NET can change none of them.</summary>
internal sealed class IpCommand : ICommand
{
    public string Name => "ip";

    public string Usage => "[addr|route|neigh|lease|dns]";

    public string Summary => "interfaces, addresses, routes, neighbours, DHCP leases, name servers";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 1)
            throw new UsageException();

        Select(context.Arguments.Count == 0 ? "" : context.Arguments[0])(context.Output);
        return Task.CompletedTask;
    }

    // As iproute2 has it, every beginning of a name will do, the first that fits.
    private static Action<TextWriter> Select(string word)
    {
        if (word.Length == 0)
            return WriteAll;
        (string Name, Action<TextWriter> Write)[] parts =
        [
            ("address", WriteAddresses),
            ("route", WriteRoutes),
            ("neighbour", output => WriteFile("/proc/net/neighbors", output)),
            ("neighbor", output => WriteFile("/proc/net/neighbors", output)),
            ("lease", output => WriteFile("/proc/net/leases", output)),
            ("dns", WriteNameServers),
        ];
        foreach ((string name, Action<TextWriter> write) in parts)
        {
            if (name.StartsWith(word, StringComparison.Ordinal))
                return write;
        }

        throw new UsageException();
    }

    private static void WriteAll(TextWriter output)
    {
        WriteAddresses(output);
        WriteGateways(output);
        WriteNameServers(output);
    }

    private static void WriteAddresses(TextWriter output)
    {
        foreach (NetworkInterface each in NetworkInterface.GetAllNetworkInterfaces())
        {
            output.Write($"{each.Name}: {(each.OperationalStatus == OperationalStatus.Down ? "down" : "up")}");
            if (each.Supports(NetworkInterfaceComponent.IPv4))
                output.Write($", mtu {Quantity.Number(each.GetIPProperties().GetIPv4Properties().Mtu)}");
            byte[] hardware = each.GetPhysicalAddress().GetAddressBytes();
            if (hardware.Length > 0 && each.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                output.Write($", {BitConverter.ToString(hardware).Replace('-', ':')}");
            output.WriteLine();
            foreach (string address in InterfaceAddresses.Read(each))
                output.WriteLine($"    {address}");
        }
    }

    private static void WriteGateways(TextWriter output)
    {
        foreach (NetworkInterface each in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (GatewayIPAddressInformation gateway in each.GetIPProperties().GatewayAddresses)
                output.WriteLine($"default via {gateway.Address} on {each.Name}");
        }
    }

    private static void WriteRoutes(TextWriter output)
    {
        List<string> routes =
        [
            .. ProcRouteTable.ParseIpv4(Lines("/proc/net/route")),
            .. ProcRouteTable.ParseIpv6(Lines("/proc/net/ipv6_route")),
        ];
        routes.ForEach(output.WriteLine);
    }

    // Every interface tells the same list: that of /etc/resolv.conf.
    private static void WriteNameServers(TextWriter output)
    {
        HashSet<IPAddress> servers = [];
        foreach (NetworkInterface each in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (IPAddress server in each.GetIPProperties().DnsAddresses)
            {
                if (servers.Add(server))
                    output.WriteLine($"dns {server}");
            }
        }
    }

    // Files that only Sabos has.
    private static void WriteFile(string path, TextWriter output)
    {
        foreach (string line in Lines(path))
            output.WriteLine(line);
    }

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
