using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>ip</c>: interfaces with their addresses, gateways and name servers.</summary>
internal sealed class IpCommand : ICommand
{
    public string Name => "ip";

    public string Usage => "[address|route|dns]";

    public string Summary => "interfaces, addresses, gateways, name servers";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 1)
            throw new UsageException();

        NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
        switch (context.Arguments.Count == 0 ? "" : context.Arguments[0])
        {
            case "":
                WriteAddresses(interfaces, context.Output);
                WriteGateways(interfaces, context.Output);
                WriteNameServers(interfaces, context.Output);
                break;
            case "address":
                WriteAddresses(interfaces, context.Output);
                break;
            case "route":
                WriteGateways(interfaces, context.Output);
                break;
            case "dns":
                WriteNameServers(interfaces, context.Output);
                break;
            default:
                throw new UsageException();
        }

        return Task.CompletedTask;
    }

    private static void WriteAddresses(NetworkInterface[] interfaces, TextWriter output)
    {
        foreach (NetworkInterface each in interfaces)
        {
            IPInterfaceProperties properties = each.GetIPProperties();
            output.Write($"{each.Name}: {(each.OperationalStatus == OperationalStatus.Down ? "down" : "up")}");
            if (each.Supports(NetworkInterfaceComponent.IPv4))
                output.Write($", mtu {Quantity.Number(properties.GetIPv4Properties().Mtu)}");
            byte[] hardware = each.GetPhysicalAddress().GetAddressBytes();
            if (hardware.Length > 0 && each.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                output.Write($", {System.BitConverter.ToString(hardware).Replace('-', ':')}");
            output.WriteLine();
            foreach (UnicastIPAddressInformation address in properties.UnicastAddresses)
                output.WriteLine($"    {address.Address}/{Quantity.Number(address.PrefixLength)}");
        }
    }

    private static void WriteGateways(NetworkInterface[] interfaces, TextWriter output)
    {
        foreach (NetworkInterface each in interfaces)
        {
            foreach (GatewayIPAddressInformation gateway in each.GetIPProperties().GatewayAddresses)
                output.WriteLine($"default via {gateway.Address} on {each.Name}");
        }
    }

    // Every interface tells the same list: that of /etc/resolv.conf.
    private static void WriteNameServers(NetworkInterface[] interfaces, TextWriter output)
    {
        HashSet<IPAddress> servers = [];
        foreach (NetworkInterface each in interfaces)
        {
            foreach (IPAddress server in each.GetIPProperties().DnsAddresses)
            {
                if (servers.Add(server))
                    output.WriteLine($"dns {server}");
            }
        }
    }
}
