using System;
using System.Collections.Generic;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>A simulated machine with a virtio network device, and what the tests do with it again and again.</summary>
public abstract class VirtioNetDeviceFixture : IDisposable
{
    private protected VirtioNetDeviceFixture() => Simulated = new SimulatedNetwork(Machine);

    private protected SimulatedMachine Machine { get; } = new();

    private protected EventWord Wake { get; } = new();

    private protected SimulatedNetwork Simulated { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Machine.Dispose();
        Wake.Dispose();
    }

    private protected static bool Send(VirtioNetDevice device, ReadOnlySpan<byte> bytes)
    {
        if (!device.TryReserve(bytes.Length, TransmitOffload.None, out OutgoingFrame frame))
            return false;
        bytes.CopyTo(frame.Bytes);
        frame.Dispose();
        return true;
    }

    private protected static List<byte[]> ReceiveAll(VirtioNetDevice device)
    {
        List<byte[]> frames = [];
        while (device.TryReceive(out ReceivedFrame frame))
        {
            frames.Add(frame.Bytes.ToArray());
            frame.Dispose();
        }

        return frames;
    }

    private protected void AssertWorks(VirtioNetDevice device)
    {
        Assert.Empty(ReceiveAll(device));
        uint observed = Wake.Observe();
        Assert.True(Simulated.Deliver([7]));
        Assert.NotEqual(observed, Wake.Observe());
        Assert.Equal([7], Assert.Single(ReceiveAll(device)));
        Simulated.Sent.Clear();
        Assert.True(Send(device, [8]));
        device.Flush();
        Simulated.SendPending();
        Assert.Equal([8], Simulated.Sent[^1]);
        Assert.True(Machine.GuardsIntact);
    }

    private protected VirtioNetDevice Open()
    {
        VirtioNetDevice? device = VirtioNetDevice.Open(Machine, Simulated.OpenTransport(), Wake, out string? problem);
        Assert.True(device is not null, problem);
        return device;
    }
}
