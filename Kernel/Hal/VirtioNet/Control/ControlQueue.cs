using System;
using System.Buffers.Binary;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// The queue for commands to the device (virtio 1.2, 5.1.6.5). One command is on its way at a time, and nobody waits for it: who sent it comes back
/// when the device has interrupted.
/// </summary>
internal sealed class ControlQueue : IDisposable
{
    // 5.1.2: behind one pair of queues for frames, as VIRTIO_NET_F_MQ is never accepted.
    private const int Number = 2;

    // A command is a chain of three: its header, its data, the answer.
    private const int Descriptors = 4;
    private const int HeaderLength = 2;
    private const int DataOffset = 8;
    private const int AnswerOffset = 4095;
    private const int MemoryLength = 4096;
    private const byte Accepted = 0; // VIRTIO_NET_OK
    private const byte Unanswered = 0xFF;

    private readonly SplitQueue _queue;
    private readonly DmaMemory _memory;

    private ControlQueue(SplitQueue queue, DmaMemory memory)
    {
        _queue = queue;
        _memory = memory;
    }

    /// <summary>A command has not been answered.</summary>
    public bool IsBusy => _queue.InFlight > 0;

    /// <summary>How the device broke the queue, if it did.</summary>
    public QueueFault Fault => _queue.Fault;

    /// <summary>Opens the queue; null if the device refuses it or memory is short.</summary>
    public static ControlQueue? Open(IHardware hardware, IVirtioTransport transport, LinkSetup setup, int vector)
    {
        SplitQueue? queue = SplitQueue.Open(hardware, transport, Number, Descriptors, setup.UsesEventIndex, vector);
        if (queue is null)
            return null;
        if (queue.Size >= Descriptors && hardware.AllocateDma(MemoryLength) is { } memory)
            return new ControlQueue(queue, memory);
        queue.Dispose();
        return null;
    }

    /// <summary>Sends a command, unless one is on its way or the queue is broken. The device interrupts when it has answered.</summary>
    /// <returns>False: it was not sent.</returns>
    public bool TrySend(ControlCommand command, ReadOnlySpan<byte> data)
    {
        if (IsBusy)
            return false;
        Span<byte> memory = _memory.Span;
        BinaryPrimitives.WriteUInt16BigEndian(memory, (ushort)command);
        data.CopyTo(memory[DataOffset..AnswerOffset]);
        memory[AnswerOffset] = Unanswered;
        QueueBuffer header = new(_memory.PhysicalAddress, HeaderLength, DeviceWrites: false);
        QueueBuffer answer = new(_memory.PhysicalAddress + AnswerOffset, 1, DeviceWrites: true);
        bool isSent = data.IsEmpty
            ? _queue.TryAdd([header, answer], token: 0)
            : _queue.TryAdd([header, new QueueBuffer(_memory.PhysicalAddress + DataOffset, data.Length, DeviceWrites: false), answer], token: 0);
        _queue.Notify();
        return isSent;
    }

    /// <summary>Takes the answer. When there is none yet, the device has been asked to interrupt for it, and has been looked at again after that.</summary>
    public bool TryTakeAnswer(out bool isAccepted)
    {
        isAccepted = false;
        if (!_queue.TryTake(out _) && (_queue.RequestInterrupt() || !_queue.TryTake(out _)))
            return false;
        isAccepted = _memory.Span[AnswerOffset] == Accepted;
        return true;
    }

    /// <summary>Starts again after a reset of the device; what was on its way is lost.</summary>
    public bool Restart(int vector) => _queue.Restart(vector);

    public void Dispose()
    {
        _queue.Dispose();
        _memory.Dispose();
    }
}
