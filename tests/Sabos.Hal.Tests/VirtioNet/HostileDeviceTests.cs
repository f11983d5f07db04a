using System;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>A device that lies about everything it can write. Whatever it does, the driver stays inside its memory, throws nothing and comes to an end.</summary>
public sealed class HostileDeviceTests
{
    private const int Size = 16;
    private const int Steps = 200;

    [Fact]
    public void LyingDevice_NeverHarmsTheDriver()
        => Prop.ForAll<int>(RunScript).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    private static bool RunScript(int seed)
    {
        Random random = new(seed);
        using SimulatedMachine machine = new();
        using EventWord wake = new();
        SimulatedNetwork simulated = new(machine, Size) { SendsAtOnce = false };
        if (random.Next(2) == 0)
            simulated.Features &= ~VirtioFeature.EventIndex;
        using VirtioNetDevice? device = VirtioNetDevice.Open(machine, simulated.OpenTransport(), wake, out _);
        Assert.NotNull(device);

        for (int step = 0; step < Steps; step++)
        {
            if (random.Next(2) == 0)
                Lie(random, simulated);
            else
                Use(random, device);
            Assert.True(machine.GuardsIntact);
            (int offered, int lent, int free, int inFlight) = device.Buffers;
            Assert.InRange(offered + lent, 0, Size);
            Assert.Equal(0, lent);
            Assert.Equal(Size, free + inFlight);
        }

        return true;
    }

    private static void Lie(Random random, SimulatedNetwork simulated)
    {
        SimulatedQueue queue = simulated.Queues[random.Next(2)];
        switch (random.Next(10))
        {
            case 0:
                queue.PublishUsed((ushort)random.Next());
                break;
            case 1:
                queue.PublishUsed((ushort)(queue.UsedRing[1] + random.Next(Size + 2)));
                break;
            case 2:
                random.NextBytes(simulated.Queues[0].DescriptorTable);
                break;
            case 3:
                queue.AvailableRing[random.Next(queue.AvailableRing.Length)] = (ushort)random.Next();
                break;
            case 4:
                queue.UsedRing[random.Next(queue.UsedRing.Length)] = (ushort)random.Next(random.Next(2) == 0 ? Size + 1 : 65536);
                break;
            case 5:
                simulated.Status |= DeviceStatus.NeedsReset;
                simulated.ChangeConfiguration(random.NextBytes);
                break;
            case 6:
                simulated.Features = random.Next(50) == 0 ? 0 : simulated.Features;
                break;
            default:
                // Plausible, so that the script gets further than the first check.
                queue.WriteElement(queue.UsedRing[1], (uint)random.Next(Size), (uint)random.Next(0, 2048));
                queue.PublishUsed((ushort)(queue.UsedRing[1] + 1));
                simulated.Interrupt(queue);
                break;
        }
    }

    private static void Use(Random random, VirtioNetDevice device)
    {
        for (int frames = random.Next(4); frames > 0 && device.TryReceive(out ReceivedFrame received); frames--)
        {
            Assert.InRange(received.Bytes.Length, 1, 2048 - SimulatedNetwork.HeaderLength);
            _ = received.Bytes.ToArray();
            received.Dispose();
        }

        for (int frames = random.Next(Size); frames > 0 && device.TryReserve(random.Next(1, 1515), TransmitOffload.None, out OutgoingFrame outgoing); frames--)
        {
            outgoing.Bytes.Fill(0x5A);
            outgoing.Dispose();
        }

        if (random.Next(2) == 0)
            device.Flush();
    }
}
