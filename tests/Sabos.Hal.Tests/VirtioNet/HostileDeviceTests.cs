using System;
using System.Runtime.InteropServices;
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
    private const int Steps = 200;
    private const int SlotLength = 2048;
    private const ulong Offloads = SimulatedNetwork.GuestChecksum | SimulatedNetwork.GuestSegmentation4 | SimulatedNetwork.MergeBuffers
        | SimulatedNetwork.Checksum | SimulatedNetwork.HostSegmentation4 | SimulatedNetwork.HostSegmentation6;

    [Fact]
    public void LyingDevice_NeverHarmsTheDriver()
        => Prop.ForAll<int>(RunScript).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    private static bool RunScript(int seed)
    {
        Random random = new(seed);
        int size = 4 << random.Next(random.Next(8) == 0 ? 7 : 4);
        using SimulatedMachine machine = new();
        using EventWord wake = new();
        SimulatedNetwork simulated = new(machine, (ushort)size) { SendsAtOnce = false, AnswersAtOnce = random.Next(2) == 0 };
        simulated.Accepts = _ => random.Next(3) > 0;
        if (random.Next(2) == 0)
            simulated.Features &= ~VirtioFeature.EventIndex;
        if (random.Next(4) > 0)
            simulated.Features |= Offloads;
        if (random.Next(4) > 0)
            simulated.Features |= SimulatedNetwork.ControlQueue | SimulatedNetwork.ReceiveModes | SimulatedNetwork.Announcement;
        simulated.ExpectsOffloads = true;
        using VirtioNetDevice? device = VirtioNetDevice.Open(machine, simulated.OpenTransport(), wake, out _);
        Assert.NotNull(device);

        ulong buffers = MemoryMarshal.Read<ulong>(simulated.Receive.DescriptorTable);
        for (int step = 0; step < Steps; step++)
        {
            if (random.Next(2) == 0)
                Lie(random, simulated, size, machine.Translate(buffers, size * SlotLength));
            else
                Use(random, device, size);
            Assert.True(machine.GuardsIntact);
            (int offered, int lent, int free, int inFlight) = device.Buffers;
            Assert.InRange(offered + lent, 0, size);
            Assert.Equal(0, lent);
            Assert.Equal(size, free + inFlight);
        }

        return true;
    }

    private static void Lie(Random random, SimulatedNetwork simulated, int size, Span<byte> buffers)
    {
        SimulatedQueue queue = simulated.Queues[random.Next((simulated.DriverFeatures & SimulatedNetwork.ControlQueue) != 0 ? 3 : 2)];
        switch (random.Next(11))
        {
            case 0:
                queue.PublishUsed((ushort)random.Next());
                break;
            case 1:
                queue.PublishUsed((ushort)(queue.UsedRing[1] + random.Next(size + 2)));
                break;
            case 2:
                random.NextBytes(simulated.Queues[0].DescriptorTable);
                break;
            case 3:
                Span<ushort> available = simulated.Queues[random.Next(2)].AvailableRing;
                available[random.Next(available.Length)] = (ushort)random.Next();
                break;
            case 4:
                queue.UsedRing[random.Next(queue.UsedRing.Length)] = (ushort)random.Next(random.Next(2) == 0 ? size + 1 : 65536);
                break;
            case 5:
                simulated.Status |= DeviceStatus.NeedsReset;
                simulated.ChangeConfiguration(random.NextBytes);
                break;
            case 6:
                simulated.Features = random.Next(50) == 0 ? 0 : simulated.Features;
                break;
            case 7:
                // A frame of several buffers, with a number of them that may be right.
                int count = random.Next(1, 6);
                int first = random.Next(size);
                for (int slot = 0; slot < size; slot++)
                {
                    random.NextBytes(buffers.Slice(slot * SlotLength, simulated.HeaderLength));
                    BitConverter.TryWriteBytes(buffers[((slot * SlotLength) + 10)..], (ushort)(random.Next(3) == 0 ? random.Next(20) : count));
                }

                for (int i = 0; i < count; i++)
                    simulated.Receive.WriteElement(simulated.Receive.UsedRing[1] + i, (uint)((first + i) % size), (uint)(random.Next(4) == 0 ? random.Next(SlotLength + 1) : SlotLength));
                simulated.Receive.PublishUsed((ushort)(simulated.Receive.UsedRing[1] + count));
                break;
            case 8:
                random.NextBytes(MemoryMarshal.AsBytes(queue.UsedRing));
                break;
            default:
                // Plausible, so that the script gets further than the first check.
                queue.WriteElement(queue.UsedRing[1], (uint)random.Next(queue.Size), (uint)random.Next(0, SlotLength));
                queue.PublishUsed((ushort)(queue.UsedRing[1] + 1));
                simulated.Interrupt(queue);
                break;
        }
    }

    private static void Use(Random random, VirtioNetDevice device, int size)
    {
        for (int frames = random.Next(4); frames > 0 && device.TryReceive(out ReceivedFrame received); frames--)
        {
            Assert.InRange(received.Bytes.Length, 1, size * SlotLength);
            _ = received.Bytes.ToArray();
            received.Dispose();
        }

        bool isCut = device.Capabilities.MaxSegmentationPayload > 0 && random.Next(4) == 0;
        TransmitOffload offload = isCut ? new TransmitOffload(34, 16, 1448, 32) : TransmitOffload.None;
        for (int frames = random.Next(size); frames > 0 && device.TryReserve(random.Next(16, isCut ? 65_536 : 1515), offload, out OutgoingFrame outgoing); frames--)
        {
            outgoing.Bytes.Fill(0x5A);
            outgoing.Dispose();
        }

        if (random.Next(8) == 0)
            device.SetReceiveFilter(new MacAddress[random.Next(70)], random.Next(2) == 0);
        if (random.Next(2) == 0)
            device.Flush();
    }
}
