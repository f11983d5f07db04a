using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Net.Simulation;
using Sabos.Testbed;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>Opposite Linux is the booted image, and between them a wire that harms frames.</summary>
internal sealed class ImageOpposite : IOpposite, IAsyncDisposable
{
    private readonly QemuMachine _machine;

    private ImageOpposite(WireNetwork network, QemuMachine machine)
    {
        Network = network;
        _machine = machine;
    }

    public WireNetwork Network { get; }

    /// <inheritdoc/>
    public bool UsesIpv6 => Network.UsesIpv6;

    /// <inheritdoc/>
    public CancellationToken Deadline => _machine.Ended;

    /// <summary>Boots the image with its services for streams.</summary>
    public static async Task<ImageOpposite> StartAsync(FaultProfile path, ITestOutputHelper output, bool ipv6 = false)
    {
        WireNetwork network = new(path, Transfers.Seed, ipv6);
        try
        {
            MachineOptions options = new() { CommandLine = "services=transfer,iperf3", Deadline = TimeSpan.FromMinutes(2 * Transfers.Factor) };
            QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
            await machine.WaitForReadyAsync();
            return new ImageOpposite(network, machine);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Socket CreateSocket() => Network.CreateSocket();

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        Network.Dispose();
    }
}
