using System;
using System.Threading.Tasks;
using Sabos.Net.Simulation;
using Sabos.Testbed;

namespace Sabos.Bench.Measuring;

/// <summary>A guest that has booted, behind a wire of its own.</summary>
internal sealed class RunningGuest : IAsyncDisposable
{
    private const string AdapterAddress = "52:54:00:12:34:56"; // what QEMU gives to the first

    private readonly Guest _guest;
    private readonly QemuMachine _machine;
    private bool _hasListened;

    private RunningGuest(Guest guest, QemuMachine machine, WireNetwork network)
    {
        _guest = guest;
        _machine = machine;
        Network = network;
    }

    /// <summary>Where the guest is reached, and what the path to it does.</summary>
    public WireNetwork Network { get; }

    /// <summary>Boots the guest.</summary>
    /// <param name="guest">Which.</param>
    /// <param name="memory">In MiB.</param>
    /// <param name="deadline">By then it must have been measured.</param>
    /// <param name="seed">Of the wire's draws.</param>
    public static async Task<RunningGuest> BootAsync(Guest guest, int memory, TimeSpan deadline, int seed)
    {
        WireNetwork network = new(new FaultProfile(), seed);
        try
        {
            // A lost ARP packet would cost a second that says nothing of TCP; what TCP remembers of a peer would carry from one path to the next; and
            // the host may prefer a congestion control of its own.
            network.Execute("ip", "neighbour", "add", TapNetwork.ImageAddress.ToString(), "lladdr", AdapterAddress, "dev", "tap0", "nud", "permanent");
            network.Execute("sh", "-c", "echo 1 > /proc/sys/net/ipv4/tcp_no_metrics_save");
            network.Execute("ip", "route", "add", $"{TapNetwork.ImageAddress}", "dev", "tap0", "congctl", "cubic");
            QemuMachine machine = await QemuMachine.StartAsync(guest.Machine with { Memory = memory, Deadline = deadline }, network, _ => { });
            return new RunningGuest(guest, machine, network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the guest's iperf3 server takes the next client.</summary>
    /// <exception cref="System.IO.EndOfStreamException">The machine has ended.</exception>
    public async Task ListeningAsync()
    {
        if (!_hasListened || _guest.ListensAnew)
            await _machine.Console.ExpectAsync(_guest.ReadyLine);
        _hasListened = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        Network.Dispose();
    }
}
