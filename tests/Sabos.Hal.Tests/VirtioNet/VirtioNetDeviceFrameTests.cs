using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>Frames on their way through the rings.</summary>
public sealed class VirtioNetDeviceFrameTests : VirtioNetDeviceFixture
{
    [Fact]
    public void TryReceive_FramesInOrder_BuffersGoBack()
    {
        using VirtioNetDevice device = Open();
        for (byte i = 1; i <= 200; i++)
            Assert.True(Simulated.Deliver(Enumerable.Repeat(i, 60 + i).ToArray()));

        List<byte[]> frames = ReceiveAll(device);

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (60 + i, (byte)i)), frames.Select(frame => (frame.Length, frame[^1])));
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.Equal(200UL, device.Counters.ReceivedFrames);
        Assert.Equal((ulong)frames.Sum(frame => frame.Length), device.Counters.ReceivedBytes);
    }

    [Fact]
    public void TryReceive_FrameKeptMeanwhile_IsNotOverwritten()
    {
        using VirtioNetDevice device = Open();
        Simulated.Deliver([1, 1, 1]);
        Assert.True(device.TryReceive(out ReceivedFrame kept));
        int delivered = 0;
        while (Simulated.Deliver([2, 2, 2]))
            delivered++;

        Assert.Equal(255, delivered);
        Assert.Equal(1, device.Buffers.Lent);
        Assert.Equal([1, 1, 1], kept.Bytes.ToArray());
        kept.Dispose();
        Assert.Equal(255, ReceiveAll(device).Count);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Fact]
    public void Dispose_FrameTwice_IsRefused()
    {
        using VirtioNetDevice device = Open();
        Simulated.Deliver([1]);
        Assert.True(device.TryReceive(out ReceivedFrame frame));
        frame.Dispose();

        try
        {
            frame.Dispose();
            Assert.Fail("The buffer would be in the ring twice.");
        }
        catch (InvalidOperationException)
        {
            Assert.Equal(256, device.Buffers.Offered);
        }
    }

    [Fact]
    public void TryReceive_EmptyBuffers_AreCountedAndReturned()
    {
        using VirtioNetDevice device = Open();
        for (int length = -12; length <= 0; length += 6)
        {
            Simulated.Receive.TryPop(out int head, out _);
            Simulated.Receive.Push(head, 12 + length, eventIndex: true);
        }

        Simulated.Deliver([9]);

        Assert.Equal([9], Assert.Single(ReceiveAll(device)));
        Assert.Equal(3UL, device.Counters.ReceiveErrors);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Fact]
    public void TryReceive_BurstAfterSilence_OneInterrupt()
    {
        using VirtioNetDevice device = Open();
        Assert.Empty(ReceiveAll(device));
        uint observed = Wake.Observe();
        for (int i = 0; i < 50; i++)
            Simulated.Deliver([1]);

        Assert.Equal(1U, device.ReceiveInterrupts);
        Assert.Equal(observed + 1, Wake.Observe());
        Assert.Equal(50, ReceiveAll(device).Count);
        Simulated.Deliver([1]);
        Assert.Equal(2U, device.ReceiveInterrupts);
    }

    [Fact]
    public void Send_Batch_RingsTheDoorbellOnce()
    {
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        Simulated.Doorbells.Clear();
        for (byte i = 0; i < 10; i++)
            Assert.True(Send(device, [i, i]));
        Assert.Empty(Simulated.Doorbells);

        device.Flush();

        Assert.Equal([1], Simulated.Doorbells);
        Assert.Equal(10, Simulated.SendPending());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Simulated.Sent.Select(frame => frame[1]));
        Assert.Equal((10UL, 20UL), (device.Counters.SentFrames, device.Counters.SentBytes));
    }

    [Fact]
    public void Send_Cancelled_IsNotSent()
    {
        using VirtioNetDevice device = Open();
        Assert.True(device.TryReserve(60, TransmitOffload.None, out OutgoingFrame frame));
        frame.Cancel();
        frame.Dispose();
        device.Flush();

        Assert.Empty(Simulated.Sent);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Fact]
    public void TryReserve_RingFull_WaitsForTheInterrupt()
    {
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        int sent = 0;
        while (Send(device, [1]))
            sent++;

        Assert.Equal(256, sent);
        Assert.Equal(1UL, device.Counters.TransmitStalls);
        Assert.Equal(0U, device.TransmitInterrupts);
        uint observed = Wake.Observe();
        Simulated.SendPending(63);
        Assert.Equal(observed, Wake.Observe());
        Simulated.SendPending(1); // a quarter is done
        Assert.Equal(observed + 1, Wake.Observe());
        Assert.Equal(1U, device.TransmitInterrupts);
        Assert.True(Send(device, [2]));
    }

    [Fact]
    public void Send_DeviceKeepsUp_NoInterrupt()
    {
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(Send(device, [1]));
            device.Flush();
        }

        Assert.Equal(0U, device.TransmitInterrupts);
        Assert.Equal((256, 0, 256, 0), device.Buffers);
        Assert.Equal(1000, Simulated.Sent.Count);
    }

    // Who switches the machine off waits for this: what the device has not sent is lost.
    [Fact]
    public void HasUnsent_DeviceIsSlow_WakesTheOwnerWhenAllIsSent()
    {
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        Assert.False(device.HasUnsent());
        Send(device, [1]);
        Send(device, [2]);
        device.Flush();
        Assert.True(device.HasUnsent());
        uint observed = Wake.Observe();
        Simulated.SendPending(1);
        Assert.Equal(observed, Wake.Observe());
        Assert.True(device.HasUnsent());
        Simulated.SendPending(1);
        Assert.Equal(observed + 1, Wake.Observe());
        Assert.False(device.HasUnsent());
        Assert.Equal((256, 0, 256, 0), device.Buffers);
    }

    [Fact]
    public void TryReserve_WhatWasNotAnnounced_Throws()
    {
        using VirtioNetDevice device = Open();

        Assert.Throws<ArgumentException>(() => device.TryReserve(60, new TransmitOffload(34, 16, 0), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.TryReserve(60_000, TransmitOffload.None, out _));
    }

    [Fact]
    public void WarmTraffic_AllocatesNothing()
    {
        Simulated.SendsAtOnce = false;
        using VirtioNetDevice device = Open();
        for (int i = 0; i < 100; i++)
            Simulated.Deliver([1, 2, 3]);
        Exchange(device, 50);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(device, 50);
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(0, after - before);
        Assert.Equal(100UL, device.Counters.ReceivedFrames);
    }

    private static void Exchange(VirtioNetDevice device, int count)
    {
        for (int i = 0; i < count && device.TryReceive(out ReceivedFrame received); i++)
        {
            if (device.TryReserve(received.Bytes.Length, TransmitOffload.None, out OutgoingFrame outgoing))
            {
                received.Bytes.CopyTo(outgoing.Bytes);
                outgoing.Dispose();
            }

            received.Dispose();
        }
    }
}
