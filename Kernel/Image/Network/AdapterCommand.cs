using System.IO;
using System.Threading.Tasks;
using Sabos.Hal.VirtioNet;
using Sabos.Net;
using Sabos.Shell;
using Sabos.Sockets;

namespace Sabos.Image;

/// <summary><c>adapter</c>: where the buffers of the network adapters are, and what their drivers have met.</summary>
internal sealed class AdapterCommand(NetworkLoop loop) : ICommand
{
    public string Name => "adapter";

    public string Usage => "";

    public string Summary => "network adapters: buffers, interrupts, faults";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();
        using (loop.Enter())
        {
            foreach (NetworkInterface each in loop.Stack.Interfaces)
            {
                if (each.Device is VirtioNetDevice device)
                    Write(each.Name, device, context.Output);
            }
        }

        return Task.CompletedTask;
    }

    private static void Write(string name, VirtioNetDevice device, TextWriter output)
    {
        (int offered, int lent, int free, int inFlight) = device.Buffers;
        VirtioNetCounters counters = device.Counters;
        output.WriteLine($"{name}: virtio, features {device.Features:x} of {device.OfferedFeatures:x}{(device.HasFailed ? ", not used any more" : "")}");
        output.WriteLine($"    receive buffers: {offered + lent}, with the adapter {offered}, with the stack {lent}");
        output.WriteLine($"    transmit buffers: {free + inFlight}, free {free}, with the adapter {inFlight}");
        output.WriteLine(
            $"    interrupts: received {device.ReceiveInterrupts}, sent {device.TransmitInterrupts}, configuration {device.ConfigurationInterrupts}");
        output.WriteLine(
            $"    frames: received {counters.ReceivedFrames}, damaged {counters.ReceiveErrors}, sent {counters.SentFrames}, dropped {counters.DroppedFrames}");
        output.WriteLine($"    waits for room {counters.TransmitStalls}, faults {counters.Faults}, recoveries {counters.Recoveries}");
    }
}
