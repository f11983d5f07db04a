using System;
using System.Collections.Generic;
using Sabos.Hal.E1000;
using Sabos.Hal.Tests.Simulation;
using Sabos.Net;

namespace Sabos.Hal.Tests.E1000;

/// <summary>A simulated machine with an 82540EM, and what the tests do with it again and again.</summary>
public abstract class E1000DeviceFixture : IDisposable
{
    private protected const int Buffers = 255;

    private protected E1000DeviceFixture() => Simulated = new SimulatedE1000(Machine);

    private protected SimulatedMachine Machine { get; } = new();

    private protected EventWord Wake { get; } = new();

    private protected ManualTime Time { get; } = new();

    private protected SimulatedE1000 Simulated { get; }

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

    /// <summary>A frame to the station: its address, another's, and a number.</summary>
    private protected static byte[] Frame(byte number, int length = 60)
    {
        byte[] frame = new byte[length];
        new byte[] { 0x08, 0x00, 0x27, 0x12, 0x34, 0x56, 0x52, 0x54, 0x00, 0x00, 0x00, 0x01, 0x88, 0xB5 }.CopyTo(frame, 0);
        frame.AsSpan(14).Fill(number);
        return frame;
    }

    private protected static bool Send(E1000Device device, ReadOnlySpan<byte> bytes, TransmitOffload offload = default)
    {
        if (!device.TryReserve(bytes.Length, offload, out OutgoingFrame frame))
            return false;
        bytes.CopyTo(frame.Bytes);
        frame.Dispose();
        return true;
    }

    private protected List<byte[]> ReceiveAll(E1000Device device)
    {
        List<byte[]> frames = [];
        while (device.TryReceive(out ReceivedFrame frame))
        {
            frames.Add(frame.Bytes.ToArray());
            frame.Dispose();
        }

        Simulated.UpdateLine();
        device.Flush();
        return frames;
    }

    private protected void AssertWorks(E1000Device device)
    {
        Assert.Empty(ReceiveAll(device));
        uint observed = Wake.Observe();
        Assert.True(Simulated.Receive(Frame(7)));
        Assert.NotEqual(observed, Wake.Observe());
        Assert.Equal(Frame(7), Assert.Single(ReceiveAll(device)));
        Simulated.Transmitter.Sent.Clear();
        Assert.True(Send(device, Frame(8)));
        device.Flush();
        Simulated.Transmitter.SendPending();
        Assert.Equal(Frame(8), Simulated.Transmitter.Sent[^1]);
        device.Flush();
        Assert.Equal((Buffers, 0, Buffers, 0), device.Buffers);
        Assert.True(Machine.GuardsIntact);
    }

    private protected E1000Device Open()
    {
        E1000Device? device = E1000Device.Open(Machine, Simulated.Open(), Wake, Time, out string? problem);
        Assert.True(device is not null, problem);
        return device;
    }
}
