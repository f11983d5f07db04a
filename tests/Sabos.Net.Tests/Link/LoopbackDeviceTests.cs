using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class LoopbackDeviceTests
{
    // Any mixture of sending, cancelling and receiving: what comes out is what went in, in order and unharmed, through every wrap of the ring.
    [Fact]
    public void Frames_AnyUse_ComeOutAsTheyWentIn() => Prop.ForAll<int>(static seed =>
    {
        System.Random random = new(seed);
        LoopbackDevice device = new();
        Queue<byte[]> expected = [];
        for (int i = 0; i < 3_000; i++)
        {
            int length = random.Next(1, device.Capabilities.Mtu);
            switch (random.Next(5))
            {
                case 0 or 1 when device.TryReserve(length, TransmitOffload.None, out OutgoingFrame outgoing):
                    random.NextBytes(outgoing.Bytes);
                    expected.Enqueue(outgoing.Bytes.ToArray());
                    outgoing.Dispose();
                    break;
                case 2 when device.TryReserve(length, TransmitOffload.None, out OutgoingFrame cancelled):
                    cancelled.Bytes.Clear();
                    cancelled.Cancel();
                    break;
                case 3 or 4:
                    Assert.Equal(expected.Count > 0, device.HasPending);
                    bool isReceived = device.TryReceive(out ReceivedFrame received);
                    Assert.Equal(expected.Count > 0, isReceived);
                    if (isReceived)
                    {
                        Assert.Equal(expected.Dequeue(), received.Bytes.ToArray());
                        received.Dispose();
                    }

                    break;
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void TryReserve_Full_IsRefusedUntilFramesAreGivenBack()
    {
        LoopbackDevice device = new();
        int sent = 0;
        while (TrySend(device, 10_000))
        {
            sent++;
        }

        Assert.Equal(26, sent);
        Assert.True(device.TryReceive(out ReceivedFrame first));
        Assert.True(device.TryReceive(out ReceivedFrame second));

        // The second's room is behind the first's, which is still lent.
        second.Dispose();
        Assert.False(TrySend(device, 10_000));
        first.Dispose();
        Assert.True(TrySend(device, 10_000));
        Assert.True(TrySend(device, 10_000));
        Assert.False(TrySend(device, 10_000));
    }

    [Fact]
    public void TryReserve_ManySmallFrames_IsBounded()
    {
        LoopbackDevice device = new();
        int sent = 0;
        while (TrySend(device, 1))
        {
            sent++;
        }

        Assert.Equal(1024, sent);
    }

    private static bool TrySend(LoopbackDevice device, int length)
    {
        if (!device.TryReserve(length, TransmitOffload.None, out OutgoingFrame frame))
        {
            return false;
        }

        frame.Dispose();
        return true;
    }
}
