using System.IO;
using System.Threading.Tasks;
using Sabos.Hal.E1000;
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
                switch (each.Device)
                {
                    case VirtioNetDevice device:
                        Write(each.Name, device, context.Output);
                        break;
                    case E1000Device device:
                        Write(each.Name, device, context.Output);
                        break;
                }
            }
        }

        return Task.CompletedTask;
    }

    private static void Write(string name, VirtioNetDevice device, TextWriter output)
    {
        output.WriteLine($"{name}: virtio, features {device.Features:x} of {device.OfferedFeatures:x}{Fate(device.HasFailed)}");
        WriteBuffers(device.Buffers, output);
        output.WriteLine(
            $"    interrupts: received {device.ReceiveInterrupts}, sent {device.TransmitInterrupts}, configuration {device.ConfigurationInterrupts}");
        WriteFrames(device.Statistics, output);
        VirtioNetCounters counters = device.Counters;
        WriteTroubles((long)counters.TransmitStalls, (long)counters.Faults, (long)counters.Recoveries, output);
    }

    private static void Write(string name, E1000Device device, TextWriter output)
    {
        output.WriteLine($"{name}: e1000{Fate(device.HasFailed)}");
        WriteBuffers(device.Buffers, output);
        output.WriteLine($"    interrupts: {device.Interrupts}, with those of devices on the same line");
        WriteFrames(device.Statistics, output);
        E1000Counters counters = device.Counters;
        WriteTroubles(counters.TransmitStalls, counters.Faults, counters.Recoveries, output);
    }

    private static string Fate(bool hasFailed) => hasFailed ? ", not used any more" : "";

    private static void WriteBuffers((int Offered, int Lent, int Free, int InFlight) buffers, TextWriter output)
    {
        output.WriteLine($"    receive buffers: {buffers.Offered + buffers.Lent}, with the adapter {buffers.Offered}, with the stack {buffers.Lent}");
        output.WriteLine($"    transmit buffers: {buffers.Free + buffers.InFlight}, free {buffers.Free}, with the adapter {buffers.InFlight}");
    }

    private static void WriteFrames(LinkStatistics frames, TextWriter output) => output.WriteLine(
        $"    frames: received {frames.ReceivedFrames}, damaged {frames.ReceiveErrors}, sent {frames.SentFrames}, dropped {frames.SendDrops}");

    private static void WriteTroubles(long stalls, long faults, long recoveries, TextWriter output) =>
        output.WriteLine($"    waits for room {stalls}, faults {faults}, recoveries {recoveries}");
}
