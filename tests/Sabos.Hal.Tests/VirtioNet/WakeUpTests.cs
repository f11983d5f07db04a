using System;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>
/// Driver and device on two threads, each sleeping without limit whenever it finds nothing to do: one interrupt or doorbell lost between
/// looking and sleeping, and both sleep for ever. Small rings make them sleep often.
/// </summary>
public sealed class WakeUpTests
{
    private const int Frames = 30_000;

    [Theory(Timeout = 120_000)]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    [InlineData(true, 64)]
    [InlineData(false, 64)]
    public async Task EchoOverTwoThreads_NothingIsLost(bool eventIndex, int ringSize)
    {
        using SimulatedMachine machine = new();
        using EventWord wake = new();
        using EventWord doorbell = new();
        SimulatedNetwork simulated = new(machine, (ushort)ringSize) { SendsAtOnce = false, Doorbell = doorbell };
        if (!eventIndex)
            simulated.Features &= ~VirtioFeature.EventIndex;
        VirtioNetDevice? device = VirtioNetDevice.Open(machine, simulated.OpenTransport(), wake, out _);
        Assert.NotNull(device);

        Task echo = Task.Run(() => Echo(simulated, doorbell));
        int received = await Task.Run(() => SendAndReceive(device, wake));
        await echo;

        Assert.Equal(Frames, received);
        Assert.Equal((ringSize, 0, ringSize, 0), device.Buffers);
        Assert.Equal((0UL, 0UL), (device.Counters.Faults, device.Counters.ReceiveErrors));
        device.Dispose();
    }

    private static int SendAndReceive(VirtioNetDevice device, EventWord wake)
    {
        int sent = 0;
        int received = 0;
        while (received < Frames)
        {
            uint observed = wake.Observe();
            bool idle = true;
            while (device.TryReceive(out ReceivedFrame frame))
            {
                Assert.Equal(received++, BitConverter.ToInt32(frame.Bytes));
                frame.Dispose();
                idle = false;
            }

            while (sent < Frames && device.TryReserve(60, TransmitOffload.None, out OutgoingFrame frame))
            {
                BitConverter.TryWriteBytes(frame.Bytes, sent++);
                frame.Dispose();
                idle = false;
            }

            device.Flush();
            if (idle && received < Frames)
                wake.Wait(observed, Timeout.InfiniteTimeSpan);
        }

        return received;
    }

    private static void Echo(SimulatedNetwork simulated, EventWord doorbell)
    {
        byte[]? pending = null;
        for (int echoed = 0; echoed < Frames;)
        {
            uint observed = doorbell.Observe();
            if (pending is null && simulated.TrySendOne(out byte[] frame))
                pending = frame;
            if (pending is not null && simulated.Deliver(pending))
            {
                pending = null;
                echoed++;
                continue;
            }

            SimulatedQueue awaited = pending is null ? simulated.Transmit : simulated.Receive;
            awaited.WantDoorbell();
            Interlocked.MemoryBarrier();
            if (!awaited.HasAvailable)
                doorbell.Wait(observed, Timeout.InfiniteTimeSpan);
        }
    }
}
