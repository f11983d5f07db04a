using System.Collections.Generic;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>dnsmasq(8), as name and DHCP server of a network namespace.</summary>
public static class Dnsmasq
{
    /// <summary>Starts it on a device.</summary>
    /// <param name="launcher">What runs a program in the namespace.</param>
    /// <param name="device">Where it listens.</param>
    /// <param name="leaseFile">Where it keeps its leases from one start to the next.</param>
    /// <param name="options">Beside those every server of ours has, such as <c>--dhcp-range</c>.</param>
    public static async Task<Daemon> StartAsync(IReadOnlyList<string> launcher, string device, string leaseFile, params IEnumerable<string> options)
    {
        Daemon server = Daemon.Start(
        [
            .. launcher,
            "dnsmasq", "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--log-dhcp", "--user=root", "--pid-file=",
            $"--interface={device}", "--bind-interfaces", "--dhcp-authoritative", "--no-ping", $"--dhcp-leasefile={leaseFile}",
            .. options,
        ]);
        await server.Log.ExpectAsync("sockets bound exclusively");
        return server;
    }
}
