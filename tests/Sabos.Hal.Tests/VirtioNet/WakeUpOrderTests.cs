using System;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>
/// The turn of a loop that owns a device: observe the word, take what there is, flush, sleep unless the word has changed. The device does something between
/// any two of these steps, each in turn; whatever the step, the owner either sees it in this turn or does not sleep.
/// </summary>
public sealed class WakeUpOrderTests : VirtioNetDeviceFixture
{
    private const int Steps = 5;

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    [InlineData(false, 3)]
    public void Receive_FrameAtAnyStep_IsNotSleptOn(bool eventIndex, int framesBefore)
    {
        for (int step = 0; step <= Steps; step++)
        {
            using SimulatedMachine machine = new();
            using EventWord wake = new();
            SimulatedNetwork simulated = Create(machine, eventIndex);
            using VirtioNetDevice device = Open(machine, simulated, wake);
            Turn(device, wake, static _ => { }, static () => { }); // Asleep once, so that an interrupt is asked for already.
            for (int i = 0; i < framesBefore; i++)
                simulated.Deliver([0]);

            int received = 0;
            int at = step;
            bool sleeps = Turn(device, wake, reached => _ = reached == at && simulated.Deliver([1]), () => received++);
            if (step == Steps)
                Assert.True(simulated.Deliver([1]));
            Assert.True(received == framesBefore + 1 || !sleeps || step == Steps, $"asleep although a frame came at step {step}");

            // Asleep, only the interrupt helps.
            uint asleep = wake.Observe();
            if (sleeps && step < Steps)
                Assert.True(simulated.Deliver([2]));
            Assert.True(!sleeps || step == Steps || wake.Observe() != asleep);
            while (!Turn(device, wake, static _ => { }, () => received++))
            {
            }

            Assert.Equal(framesBefore + (sleeps && step < Steps ? 2 : 1), received);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transmit_RoomAtAnyStep_IsNotSleptOn(bool eventIndex)
    {
        for (int step = 0; step <= Steps; step++)
        {
            using SimulatedMachine machine = new();
            using EventWord wake = new();
            SimulatedNetwork simulated = Create(machine, eventIndex);
            using VirtioNetDevice device = Open(machine, simulated, wake);
            while (Send(device, [1]))
            {
            }

            device.Flush();
            bool isSent = false;
            int at = step;
            bool sleeps = Turn(
                device,
                wake,
                reached =>
                {
                    if (reached == at)
                        simulated.SendPending();
                    if (reached == 2)
                        isSent = Send(device, [2]);
                },
                static () => { });
            uint asleep = wake.Observe();
            if (step == Steps)
                simulated.SendPending();

            Assert.True(isSent || !sleeps || (step == Steps && wake.Observe() != asleep), $"asleep although there is room since step {step}");
        }
    }

    // Whoever was refused room is told of it, though the device was not done with as many frames as it was asked to tell of when the flush took them back, or when
    // somebody else came for the room.
    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(true, 1, 1)]
    [InlineData(true, 7, 0)]
    [InlineData(true, 8, 0)]
    [InlineData(true, 8, 8)]
    [InlineData(false, 1, 0)]
    [InlineData(false, 1, 1)]
    [InlineData(false, 8, 0)]
    public void Transmit_RoomAfterARefusal_IsNotSleptOn(bool eventIndex, int done, int takenByOthers)
    {
        using SimulatedMachine machine = new();
        using EventWord wake = new();
        SimulatedNetwork simulated = Create(machine, eventIndex);
        using VirtioNetDevice device = Open(machine, simulated, wake);
        while (Send(device, [1]))
        {
        }

        device.Flush();
        bool sleeps = Turn(
            device,
            wake,
            reached =>
            {
                if (reached != 2)
                    return;
                Assert.False(Send(device, [2]));
                Assert.Equal(done, simulated.SendPending(done));
                for (int i = 0; i < takenByOthers; i++)
                    Assert.True(Send(device, [3]));
            },
            static () => { });
        uint asleep = wake.Observe();
        simulated.SendPending();

        Assert.True(!sleeps || wake.Observe() != asleep, "asleep for good although all has been sent");
    }

    // True: the owner goes to sleep.
    private static bool Turn(VirtioNetDevice device, EventWord wake, Action<int> between, Action onReceived)
    {
        between(0);
        uint observed = wake.Observe();
        between(1);
        while (device.TryReceive(out ReceivedFrame frame))
        {
            onReceived();
            frame.Dispose();
        }

        between(2);
        device.Flush();
        between(3);
        between(4);
        return wake.Observe() == observed;
    }

    private static SimulatedNetwork Create(SimulatedMachine machine, bool eventIndex)
    {
        SimulatedNetwork simulated = new(machine, queueSize: 8) { SendsAtOnce = false };
        simulated.Features &= eventIndex ? ulong.MaxValue : ~VirtioFeature.EventIndex;
        return simulated;
    }

    private static VirtioNetDevice Open(SimulatedMachine machine, SimulatedNetwork simulated, EventWord wake)
    {
        VirtioNetDevice? device = VirtioNetDevice.Open(machine, simulated.OpenTransport(), wake, out string? problem);
        Assert.True(device is not null, problem);
        return device;
    }
}
