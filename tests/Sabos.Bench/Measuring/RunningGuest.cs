using System;
using System.IO;
using System.Threading.Tasks;
using Sabos.Bench.Http;
using Sabos.Bench.Instructions;
using Sabos.Net.Simulation;
using Sabos.Testbed;
using Sabos.Wire;

namespace Sabos.Bench.Measuring;

/// <summary>A guest that has booted, in a network namespace of its own.</summary>
internal sealed class RunningGuest : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly InstructionCounter? _instructions;
    private bool _hasListened;

    private RunningGuest(Guest guest, int memory, QemuMachine machine, GuestNetwork network, InstructionCounter? instructions)
    {
        Guest = guest;
        Memory = memory;
        Machine = machine;
        Network = network;
        _instructions = instructions;
    }

    public Guest Guest { get; }

    /// <summary>In MiB.</summary>
    public int Memory { get; }

    public QemuMachine Machine { get; }

    /// <summary>Where the guest is reached.</summary>
    public GuestNetwork Network { get; }

    /// <summary>What lies between the guest and its opposite.</summary>
    /// <exception cref="InvalidOperationException">Nothing does: <see cref="Conditions.HasWire"/> was not asked for.</exception>
    public Relay Wire => (Network as WireNetwork)?.Wire ?? throw new InvalidOperationException("No wire was asked for");

    /// <summary>How many instructions the guest has executed.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Conditions.CountsInstructions"/> was not asked for.</exception>
    public long Instructions => _instructions?.Count ?? throw new InvalidOperationException("Nobody counts instructions");

    /// <summary>Boots the guest.</summary>
    /// <param name="guest">Which.</param>
    /// <param name="conditions">How.</param>
    /// <param name="memory">In MiB.</param>
    /// <param name="deadline">By then it must have been measured.</param>
    /// <param name="seed">Of the wire's draws.</param>
    /// <exception cref="IOException">It does not serve.</exception>
    public static async Task<RunningGuest> BootAsync(Guest guest, Conditions conditions, int memory, TimeSpan deadline, int seed)
    {
        GuestNetwork network = conditions.HasWire ? new WireNetwork(new FaultProfile(), seed) : new TapNetwork();
        InstructionCounter? instructions = null;
        QemuMachine? machine = null;
        try
        {
            HostSide.Prepare(network);
            instructions = conditions.CountsInstructions ? InstructionCounter.Create() : null;
            MachineOptions options = (conditions.Role == GuestRole.WebServer ? guest.WebServer : guest.Iperf3Server) with
            {
                Memory = memory,
                Deadline = deadline,
                Plugin = instructions?.Plugin ?? "",
            };
            machine = await QemuMachine.StartAsync(options, network, _ => { });
            if (conditions.Role == GuestRole.WebServer)
                await FirstResponse.WaitAsync(machine, guest.Page);
            return new RunningGuest(guest, memory, machine, network, instructions);
        }
        catch
        {
            if (machine is not null)
                await machine.DisposeAsync();
            instructions?.Dispose();
            network.Dispose();
            throw;
        }
    }

    /// <summary>Nothing can be measured of a machine that has ended.</summary>
    /// <exception cref="EndOfStreamException">It has.</exception>
    public void EnsureRuns()
    {
        if (Machine.Ended.IsCancellationRequested)
            throw new EndOfStreamException($"The machine has ended. The console: {Machine.Console.Text}");
    }

    /// <summary>Waits until the guest's iperf3 server takes the next client.</summary>
    /// <exception cref="IOException">The machine has ended, or the server does not come back.</exception>
    public async Task ListeningAsync()
    {
        try
        {
            if (!_hasListened || Guest.ListensAnew)
                await Machine.Console.ExpectAsync(Guest.Iperf3ReadyLine).WaitAsync(s_patience);
            _hasListened = true;
        }
        catch (TimeoutException)
        {
            throw new IOException($"The iperf3 server does not listen. The console: {Machine.Console.Text}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Machine.DisposeAsync();
        _instructions?.Dispose();
        Network.Dispose();
    }
}
