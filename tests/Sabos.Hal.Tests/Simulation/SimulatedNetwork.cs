using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>A virtio network device: what is delivered to it arrives in the receive queue, what the driver sends is collected.</summary>
internal sealed class SimulatedNetwork : SimulatedVirtio
{
    public const ulong Checksum = 1UL << 0;
    public const ulong GuestChecksum = 1UL << 1;
    public const ulong Mtu = 1UL << 3;
    public const ulong GuestSegmentation4 = 1UL << 7;
    public const ulong GuestSegmentation6 = 1UL << 8;
    public const ulong GuestCongestionNotification = 1UL << 9;
    public const ulong MergeBuffers = 1UL << 15;
    public const ulong Mac = 1UL << 5;
    public const ulong HostSegmentation4 = 1UL << 11;
    public const ulong HostSegmentation6 = 1UL << 12;
    public const ulong LinkStatus = 1UL << 16;
    public const ulong ControlQueue = 1UL << 17;
    public const ulong ReceiveModes = 1UL << 18;
    public const ulong Announcement = 1UL << 21;
    public const int SlotLength = 2048;

    private readonly SimulatedMachine _machine;

    public SimulatedNetwork(SimulatedMachine machine, ushort queueSize = 256, int vectors = 3, bool legacy = false)
        : base(machine, deviceId: (ushort)(legacy ? 0x1000 : 0x1041), queues: 3, queueSize, vectors, legacy)
    {
        _machine = machine;
        Features = (legacy ? VirtioFeature.AnyLayout : VirtioFeature.Version1) | VirtioFeature.EventIndex | Mac | LinkStatus;
        new byte[] { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56, 1, 0 }.CopyTo(Configuration, 0);
    }

    /// <summary>5.1.6.1: without the number of buffers over the legacy interface, unless buffers are merged.</summary>
    public int HeaderLength => IsLegacy && (DriverFeatures & MergeBuffers) == 0 ? 10 : 12;

    /// <summary>5.1.6.6: over the legacy interface, the header is a descriptor of its own unless that was agreed to mean nothing.</summary>
    private bool HasHeaderApart => IsLegacy && (DriverFeatures & VirtioFeature.AnyLayout) == 0;

    public SimulatedQueue Receive => Queues[0];

    public SimulatedQueue Transmit => Queues[1];

    public SimulatedQueue Control => Queues[2];

    /// <summary>What the driver asked for: class, command, then data.</summary>
    public List<byte[]> Commands { get; } = [];

    /// <summary>Whether a command is accepted.</summary>
    public Func<byte[], bool> Accepts { get; set; } = static _ => true;

    /// <summary>Whether a doorbell makes the device answer a command at once; otherwise <see cref="AnswerCommands"/> does.</summary>
    public bool AnswersAtOnce { get; set; } = true;

    /// <summary>Frames the driver sent, without their headers.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>The headers of the frames the driver sent; all zero unless <see cref="ExpectsOffloads"/>.</summary>
    public List<byte[]> SentHeaders { get; } = [];

    /// <summary>The driver may leave work to the device.</summary>
    public bool ExpectsOffloads { get; set; }

    /// <summary>The first byte of the headers of delivered frames.</summary>
    public byte DeliveredFlags { get; set; }

    /// <summary>Whether a doorbell makes the device send at once; otherwise <see cref="SendPending"/> does.</summary>
    public bool SendsAtOnce { get; set; } = true;

    /// <summary>Signalled by every doorbell, for a device with a thread of its own.</summary>
    public EventWord? Doorbell { get; init; }

    /// <summary>Puts a frame into the next receive buffer. False if the driver has offered none.</summary>
    public bool Deliver(ReadOnlySpan<byte> frame)
    {
        if (!Receive.TryPop(out int head, out List<(ulong Address, int Length, bool Writable)> buffers))
            return false;
        Assert.All(buffers, each => Assert.True(each.Writable));
        Span<byte> buffer = Join(buffers);
        buffer[..HeaderLength].Clear();
        buffer[0] = DeliveredFlags;
        if (HeaderLength == 12)
            buffer[10] = 1;
        frame.CopyTo(buffer[HeaderLength..]);
        if (Receive.Push(head, HeaderLength + frame.Length, UsesEventIndex))
            Interrupt(Receive);
        return true;
    }

    /// <summary>Whether the driver has offered buffers for so many bytes, header included.</summary>
    public bool HasRoomFor(int length) => (ushort)(Receive.AvailableIndex - Receive.Popped) * SlotLength >= length;

    /// <summary>Puts a frame into as many receive buffers as it needs. False if the driver has offered too few.</summary>
    /// <param name="frame">Of any length.</param>
    /// <param name="header">What stands before it, but for the number of buffers.</param>
    /// <param name="claimed">How many buffers the header says there are; null: as many as there are.</param>
    /// <param name="length">Bytes that the device uses of each buffer; null: all.</param>
    public bool DeliverMerged(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> header, int? claimed = null, int? length = null)
    {
        byte[] bytes = [.. header, .. frame];
        List<(int Head, int Length)> used = [];
        ulong first = 0;
        for (int offset = 0; offset < bytes.Length; offset += used[^1].Length)
        {
            if (!Receive.TryPop(out int head, out List<(ulong Address, int Length, bool Writable)> buffers))
                return false;
            (ulong address, int room, bool writable) = Assert.Single(buffers);
            Assert.True(writable);
            first = offset == 0 ? address : first;
            used.Add((head, Math.Min(length ?? room, bytes.Length - offset)));
            bytes.AsSpan(offset, used[^1].Length).CopyTo(_machine.Translate(address, room));
        }

        BitConverter.TryWriteBytes(_machine.Translate(first, HeaderLength)[10..], (ushort)(claimed ?? used.Count));
        bool wanted = false;
        foreach ((int head, int written) in used)
            wanted |= Receive.Push(head, written, UsesEventIndex);
        if (wanted)
            Interrupt(Receive);
        return true;
    }

    /// <summary>Sends up to <paramref name="most"/> of the frames that wait in the transmit queue. Returns how many.</summary>
    public int SendPending(int most = int.MaxValue)
    {
        int count = 0;
        while (count < most && TrySendOne(out byte[] frame))
        {
            Sent.Add(frame);
            count++;
        }

        Transmit.WantDoorbell();
        return count;
    }

    /// <summary>Takes the next frame from the transmit queue and completes it.</summary>
    public bool TrySendOne(out byte[] frame)
    {
        frame = [];
        if (!Transmit.TryPop(out int head, out List<(ulong Address, int Length, bool Writable)> buffers))
            return false;
        Assert.All(buffers, each => Assert.False(each.Writable));
        Span<byte> packet = Join(buffers);
        if (ExpectsOffloads)
            SentHeaders.Add(packet[..HeaderLength].ToArray());
        else
            Assert.False(packet[..HeaderLength].ContainsAnyExcept((byte)0));
        frame = packet[HeaderLength..].ToArray();
        if (Transmit.Push(head, 0, UsesEventIndex))
            Interrupt(Transmit);
        return true;
    }

    // The driver's buffers follow each other in memory, also where the header has a descriptor of its own.
    private Span<byte> Join(List<(ulong Address, int Length, bool Writable)> buffers)
    {
        Assert.Equal(HasHeaderApart ? 2 : 1, buffers.Count);
        if (HasHeaderApart)
        {
            Assert.Equal(HeaderLength, buffers[0].Length);
            Assert.Equal(buffers[0].Address + (ulong)HeaderLength, buffers[1].Address);
        }

        return _machine.Translate(buffers[0].Address, buffers.Sum(each => each.Length));
    }

    /// <summary>Answers the commands that wait (5.1.6.5). Returns how many.</summary>
    public int AnswerCommands()
    {
        int count = 0;
        for (; Control.TryPop(out int head, out List<(ulong Address, int Length, bool Writable)> buffers); count++)
        {
            List<byte> command = [];
            foreach ((ulong address, int length, bool writable) in buffers[..^1])
            {
                Assert.False(writable);
                command.AddRange(_machine.Translate(address, length));
            }

            Assert.Equal((1, true), (buffers[^1].Length, buffers[^1].Writable));
            Commands.Add([.. command]);
            _machine.Translate(buffers[^1].Address, 1)[0] = Accepts([.. command]) ? (byte)0 : (byte)1;
            if (Control.Push(head, 1, UsesEventIndex))
                Interrupt(Control);
        }

        Control.WantDoorbell();
        return count;
    }

    protected internal override void Notified(int queue)
    {
        base.Notified(queue);
        Doorbell?.Signal();
        if (queue == 1 && SendsAtOnce)
            SendPending();
        else if (queue == 2 && AnswersAtOnce)
            AnswerCommands();
    }
}
