using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>/proc/net/route and /proc/net/ipv6_route.</summary>
internal static class RouteFiles
{
    private const int Usable = 1; // RTF_UP
    private const int ThroughGateway = 2; // RTF_GATEWAY

    public static string Ipv4(NetworkLoop loop)
    {
        StringBuilder text = new("Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n");
        foreach (Route route in Take(loop))
        {
            if (route.Destination.Address.IsIpv6)
                continue;
            text.Append(route.Interface.Name).Append('\t')
                .AppendAddress(IpAddress.FromIpv4(route.Destination.Address.Ipv4Bits & route.Destination.Ipv4Mask), ipv6: false).Append('\t')
                .AppendAddress(route.Gateway ?? IpAddress.AnyIpv4, ipv6: false)
                .Append(CultureInfo.InvariantCulture, $"\t{Flags(route):X4}\t0\t0\t{route.Metric}\t")
                .AppendAddress(IpAddress.FromIpv4(route.Destination.Ipv4Mask), ipv6: false)
                .Append("\t0\t0\t0\n");
        }

        return text.ToString();
    }

    public static string Ipv6(NetworkLoop loop)
    {
        StringBuilder text = new();
        foreach (Route route in Take(loop))
        {
            if (route.Destination.Address.IsIpv4)
                continue;
            text.AppendPlainIpv6(route.Destination.Address)
                .Append(CultureInfo.InvariantCulture, $" {route.Destination.Length:x2} ")
                .AppendPlainIpv6(IpAddress.AnyIpv6)
                .Append(" 00 ")
                .AppendPlainIpv6(route.Gateway ?? IpAddress.AnyIpv6)
                .Append(CultureInfo.InvariantCulture, $" {route.Metric:x8} 00000001 00000000 {Flags(route):x8} {route.Interface.Name,8}\n");
        }

        return text.ToString();
    }

    private static List<Route> Take(NetworkLoop loop)
    {
        using (loop.Enter())
            return [.. loop.Stack.Routes.Routes];
    }

    private static int Flags(Route route) => Usable | (route.Gateway is null ? 0 : ThroughGateway);
}
