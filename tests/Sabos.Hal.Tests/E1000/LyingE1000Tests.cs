using System;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.E1000;
using Sabos.Hal.Tests.Simulation;
using Sabos.Net;

namespace Sabos.Hal.Tests.E1000;

/// <summary>A controller that lies about everything it can write. Whatever it does, the driver stays inside its memory, throws nothing and comes to an end.</summary>
public sealed class LyingE1000Tests
{
    private const int Size = 256;
    private const int Steps = 300;

    [Fact]
    public void LyingDevice_NeverHarmsTheDriver()
        => Prop.ForAll<int>(RunScript).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static bool RunScript(int seed)
    {
        Random random = new(seed);
        using SimulatedMachine machine = new();
        using EventWord wake = new();
        ManualTime time = new();
        SimulatedE1000 simulated = new(machine);
        simulated.Transmitter.SendsAtOnce = random.Next(2) == 0;
        simulated.Transmitter.IsStrict = false;
        using E1000Device? device = E1000Device.Open(machine, simulated.Open(), wake, time, out _);
        Assert.NotNull(device);

        for (int step = 0; step < Steps; step++)
        {
            if (random.Next(2) == 0)
                Lie(random, machine, simulated, time);
            else
                Use(random, device);
            Assert.True(machine.GuardsIntact);
            (int offered, int lent, int free, int inFlight) = device.Buffers;
            Assert.Equal(0, lent);
            Assert.Equal(Size - 1, offered);
            Assert.InRange(free, 0, Size - 1);
            Assert.InRange(inFlight, 0, Size - 1 - free);
        }

        return true;
    }

    private static void Lie(Random random, SimulatedMachine machine, SimulatedE1000 simulated, ManualTime time)
    {
        Span<byte> receive = Ring(machine, simulated, 0x2800);
        Span<byte> transmit = Ring(machine, simulated, 0x3800);
        switch (random.Next(12))
        {
            case 0:
                random.NextBytes(receive);
                break;
            case 1:
                random.NextBytes(transmit);
                break;
            case 2:
                receive[(random.Next(Size) * 16) + 12] = (byte)random.Next(256);
                break;
            case 3:
                transmit[(random.Next(Size) * 16) + 12] |= 1;
                break;
            case 4:
                simulated[random.Next(2) == 0 ? 0x2810 : 0x3810] = (uint)random.Next(Size);
                break;
            case 5:
                simulated.Raise((uint)random.Next());
                break;
            case 6:
                simulated[0x0008] = (uint)random.Next();
                simulated.Raise(SimulatedE1000.LinkChange);
                break;
            case 7:
                time.Advance(TimeSpan.FromSeconds(random.Next(4)));
                break;
            case 8:
                simulated.ResetHangs = random.Next(400) == 0;
                simulated.IsTakenOut |= random.Next(400) == 0;
                break;
            case 9:
                simulated.Transmitter.SendPending(random.Next(4));
                break;
            default:
                // Plausible, so that the script gets further than the first check.
                for (int i = 0; i < 8; i++)
                {
                    Span<byte> descriptor = receive.Slice(random.Next(Size) * 16, 16);
                    BitConverter.TryWriteBytes(descriptor[8..], (ushort)random.Next(random.Next(4) == 0 ? 65_536 : 2100));
                    descriptor[12] = (byte)(1 | (random.Next(4) == 0 ? 0 : 2));
                    descriptor[13] = (byte)(random.Next(8) == 0 ? 1 : 0);
                }

                simulated.Raise(SimulatedE1000.Received);
                break;
        }

        simulated.UpdateLine();
    }

    private static void Use(Random random, E1000Device device)
    {
        for (int frames = random.Next(40); frames > 0 && device.TryReceive(out ReceivedFrame received); frames--)
        {
            Assert.InRange(received.Bytes.Length, 1, 2048);
            _ = received.Bytes.ToArray();
            received.Dispose();
        }

        bool isCut = random.Next(4) == 0;
        TransmitOffload offload = isCut ? new TransmitOffload(34, 16, 1448, 32) : random.Next(2) == 0 ? new TransmitOffload(34, 16) : TransmitOffload.None;
        for (int frames = random.Next(64); frames > 0 && device.TryReserve(random.Next(100, isCut ? 65_520 : 1515), offload, out OutgoingFrame outgoing); frames--)
        {
            outgoing.Bytes.Fill(0x5A);
            outgoing.Dispose();
        }

        if (random.Next(2) == 0)
            device.Flush();
    }

    private static Span<byte> Ring(SimulatedMachine machine, SimulatedE1000 simulated, int register)
    {
        Span<byte> ring = machine.Translate(simulated[register] | ((ulong)simulated[register + 4] << 32), Size * 16);
        Assert.False(ring.IsEmpty);
        return ring;
    }
}
