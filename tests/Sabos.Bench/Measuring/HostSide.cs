using Sabos.Testbed;

namespace Sabos.Bench.Measuring;

/// <summary>The host's network stack opposite the guest, in the guest's network namespace.</summary>
internal static class HostSide
{
    private const string AdapterAddress = "52:54:00:12:34:56"; // what QEMU gives to the first

    /// <summary>Takes chance, memory and the host's own preferences out of what is measured.</summary>
    public static void Prepare(GuestNetwork network)
    {
        // A lost ARP packet would cost a second that says nothing of the guest; what TCP remembers of a peer would carry from one path to the next; and
        // the host may prefer a congestion control of its own.
        network.Execute("ip", "neighbour", "add", $"{TapNetwork.ImageAddress}", "lladdr", AdapterAddress, "dev", TapNetwork.Device, "nud", "permanent");
        network.Execute("sh", "-c", "echo 1 > /proc/sys/net/ipv4/tcp_no_metrics_save");
        network.Execute("ip", "route", "add", $"{TapNetwork.ImageAddress}", "dev", TapNetwork.Device, "congctl", "cubic");
        // Thousands of connections a second, all to one end point, would otherwise use up the ports.
        network.Execute("sh", "-c", "echo 1024 65535 > /proc/sys/net/ipv4/ip_local_port_range && echo 1 > /proc/sys/net/ipv4/tcp_tw_reuse");
    }
}
