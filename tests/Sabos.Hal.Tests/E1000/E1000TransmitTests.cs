using System;
using System.Linq;
using Sabos.Hal.E1000;
using Sabos.Hal.Tests.Simulation;
using Sabos.Net;

namespace Sabos.Hal.Tests.E1000;

/// <summary>Frames from the stack to the wire, and room back (3.4).</summary>
public sealed class E1000TransmitTests : E1000DeviceFixture
{
    [Fact]
    public void Send_OneFrame_IsTheFrame()
    {
        using E1000Device device = Open();
        Assert.True(Send(device, Frame(1, 1514)));
        Assert.Empty(Simulated.Transmitter.Sent);
        device.Flush();

        Assert.Equal(Frame(1, 1514), Assert.Single(Simulated.Transmitter.Sent));
        Assert.Equal((Buffers, 0), (device.Buffers.Free, device.Buffers.InFlight));
        Assert.Equal((1L, 1514L), (device.Statistics.SentFrames, device.Statistics.SentBytes));
    }

    [Fact]
    public void Cancel_ReservedFrame_IsNotSent()
    {
        using E1000Device device = Open();
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(device.TryReserve(1514, TransmitOffload.None, out OutgoingFrame frame));
            frame.Cancel();
        }

        Assert.True(Send(device, Frame(1)));
        device.Flush();
        Assert.Equal(Frame(1), Assert.Single(Simulated.Transmitter.Sent));
        Assert.Equal((Buffers, 0), (device.Buffers.Free, device.Buffers.InFlight));
    }

    [Fact]
    public void Send_DeviceKeepsUp_NoInterruptForIt()
    {
        using E1000Device device = Open();
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(Send(device, Frame(1)));
            device.Flush();
        }

        Assert.Equal((0U, 0L), (device.Interrupts, device.Counters.TransmitStalls));
    }

    [Fact]
    public void Send_NoRoomAndDeviceIsQuick_RoomComesWithoutAnInterrupt()
    {
        using E1000Device device = Open();
        for (int i = 0; i < 1000; i++)
            Assert.True(Send(device, Frame(1)));
        device.Flush();

        Assert.Equal(1000, Simulated.Transmitter.Sent.Count);
        Assert.Equal((0U, 0L, 0U), (device.Interrupts, device.Counters.TransmitStalls, Simulated[0x00D0] & SimulatedE1000.TransmitDone));
    }

    [Fact]
    public void Send_NoRoom_OneInterruptWhenThereIsAndNoneAfterwards()
    {
        Simulated.Transmitter.SendsAtOnce = false;
        using E1000Device device = Open();
        int sent = 0;
        while (Send(device, Frame(1)))
            sent++;
        Assert.Equal(Buffers, sent);
        Assert.Equal(1, device.Counters.TransmitStalls);
        Assert.Equal(0U, device.Interrupts);

        uint observed = Wake.Observe();
        Assert.Equal(1, Simulated.Transmitter.SendPending(1));
        Assert.NotEqual(observed, Wake.Observe());
        Assert.Empty(ReceiveAll(device));
        Assert.True(Send(device, Frame(2)));
        device.Flush();
        Assert.Equal(1, Simulated.Transmitter.SendPending(1)); // still reported: the owner was waiting when the causes were read
        Assert.Empty(ReceiveAll(device));
        uint interrupts = device.Interrupts;
        Simulated.Transmitter.SendPending();
        Assert.Equal(interrupts, device.Interrupts);
        AssertWorks(device);
    }

    [Fact]
    public void HasUnsent_FramesWithTheDevice_InterruptsWhenTheyAreSent()
    {
        Simulated.Transmitter.SendsAtOnce = false;
        using E1000Device device = Open();
        Assert.False(device.HasUnsent());
        Send(device, Frame(1));
        Assert.True(device.HasUnsent());
        uint observed = Wake.Observe();
        Simulated.Transmitter.SendPending();

        Assert.NotEqual(observed, Wake.Observe());
        Assert.False(device.HasUnsent());
    }

    [Fact]
    public void TryReserve_LongFrames_WaitForRoomAndNoneIsHarmed()
    {
        Simulated.Transmitter.SendsAtOnce = false;
        using E1000Device device = Open();
        Random random = new(1);
        int sent = 0;
        int stalls = 0;
        while (sent < 3000)
        {
            bool isRun = random.Next(3) == 0;
            int length = random.Next(100, isRun ? 65_520 : 1515);
            TransmitOffload offload = isRun ? new TransmitOffload(34, 16, 65_000, 20) : TransmitOffload.None;
            if (device.TryReserve(length, offload, out OutgoingFrame frame))
            {
                frame.Bytes.Fill((byte)sent++);
                if (random.Next(20) == 0)
                {
                    frame.Cancel();
                    sent--;
                }

                frame.Dispose();
                continue;
            }

            stalls++;
            ReceiveAll(device);
            uint observed = Wake.Observe();
            device.Flush();
            Assert.True(Simulated.Transmitter.SendPending(random.Next(1, 10)) > 0);
            Assert.NotEqual(observed, Wake.Observe());
        }

        device.Flush();
        Simulated.Transmitter.SendPending();
        device.Flush();
        Assert.Equal(3000, Simulated.Transmitter.Frames);
        Assert.All(Simulated.Transmitter.Sent, static frame => Assert.False(frame.AsSpan(54).ContainsAnyExcept(frame[^1])));
        byte[] numbers = [.. Simulated.Transmitter.Sent.Select(static frame => frame[^1])];
        Assert.Equal(3000, numbers.Where((number, index) => index == 0 || numbers[index - 1] != number).Count());
        Assert.InRange(stalls, 10, 3000);
        Assert.Equal((Buffers, 0), (device.Buffers.Free, device.Buffers.InFlight));
        Assert.True(Machine.GuardsIntact);
    }

    [Fact]
    public void TryReserve_MoreThanAnnounced_Throws()
    {
        using E1000Device device = Open();

        Assert.Throws<ArgumentOutOfRangeException>(() => device.TryReserve(1519, TransmitOffload.None, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.TryReserve(65_521, new TransmitOffload(34, 16, 1448, 32), out _));
    }

    [Fact]
    public void SendAndReceive_Warm_AllocatesNothing()
    {
        using E1000Device device = Open();
        Simulated.Transmitter.SendsAtOnce = false;
        Exchange(device);
        Simulated.Transmitter.SendPending();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(device);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Exchange(E1000Device device)
    {
        for (int i = 0; i < 50; i++)
        {
            Assert.False(device.TryReceive(out _));
            Assert.True(device.TryReserve(60, new TransmitOffload(34, 16), out OutgoingFrame frame));
            frame.Bytes.Clear();
            frame.Dispose();
            device.Flush();
        }
    }
}
