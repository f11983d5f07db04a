using System;
using System.Collections.Generic;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.Tests.Virtio;

public sealed partial class SplitQueueTests : IDisposable
{
    private const int Size = 8;

    private readonly SimulatedMachine _machine = new();
    private readonly SimulatedVirtio _device;
    private readonly DmaMemory _memory;

    public SplitQueueTests()
    {
        _device = new SimulatedVirtio(_machine, 0x1041, queues: 1, Size);
        _memory = _machine.AllocateDma(4096) ?? throw new InvalidOperationException("There is memory.");
    }

    private SimulatedQueue Device => _device.Queues[0];

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Open_TellsTheDeviceWhereTheRingsAre()
    {
        using SplitQueue queue = Open();

        Assert.True(Device.Enabled);
        Assert.Equal(Size, Device.Size);
        Assert.Equal(1, Device.Vector);
        Assert.Equal(0UL, Device.Descriptors % 16);
        Assert.Equal(0UL, Device.Used % 4096);
        Assert.Equal(Size * 16, Device.DescriptorTable.Length);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    [InlineData(6, 4)] // not a power of two: what fits
    [InlineData(256, 256)]
    [InlineData(32768, 256)]
    public void Open_DeviceSize_IsUsedUpToTheLargestWanted(int offered, int? used)
    {
        Device.Size = (ushort)offered;
        using SplitQueue? queue = SplitQueue.Open(_machine, _device.OpenTransport(), 0, largest: 256, eventIndex: true, vector: 0);

        Assert.Equal(used, queue?.Size);
    }

    [Fact]
    public void TryAdd_Chain_ReachesTheDeviceInOrder()
    {
        using SplitQueue queue = Open();
        ulong start = _memory.PhysicalAddress;

        Assert.True(queue.TryAdd([new(start, 10, false), new(start + 16, 20, false), new(start + 64, 30, true)], token: 77));

        Assert.True(Device.TryPop(out int head, out List<(ulong Address, int Length, bool Writable)> buffers));
        Assert.Equal([(start, 10, false), (start + 16, 20, false), (start + 64, 30, true)], buffers);
        Assert.Equal(Size - 3, queue.Free);
        Assert.False(queue.TryTake(out _));
        Device.Push(head, 30, eventIndex: true);
        Assert.True(queue.TryTake(out UsedBuffer used));
        Assert.Equal(new UsedBuffer(77, 30), used);
        Assert.Equal(Size, queue.Free);
        Assert.Equal(0, queue.InFlight);
    }

    [Fact]
    public void TryAdd_NoDescriptorsLeft_IsRefusedAndChangesNothing()
    {
        using SplitQueue queue = Open();
        for (int i = 0; i < Size; i++)
            Assert.True(queue.TryAdd([Buffer(i)], i));

        Assert.False(queue.TryAdd([Buffer(0)], 99));
        Assert.False(queue.TryAdd([], 99));
        Assert.Equal(Size, Device.AvailableIndex);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Traffic_PastTheWrapOfTheIndices_KeepsEveryTokenOnce(bool eventIndex)
    {
        using SplitQueue queue = Open(eventIndex);
        Random random = new(1);
        Queue<int> expected = [];
        List<(int Head, int Token)> atDevice = [];
        int next = 0;
        while (Device.UsedIndex < 1000 || next < 140_000)
        {
            int parts = random.Next(1, 4);
            if (queue.Free >= parts && random.Next(3) != 0)
            {
                QueueBuffer[] chain = new QueueBuffer[parts];
                for (int i = 0; i < parts; i++)
                    chain[i] = Buffer(i);
                Assert.True(queue.TryAdd(chain, next));
                Assert.True(Device.TryPop(out int head, out _));
                atDevice.Add((head, next++));
            }
            else if (atDevice.Count > 0)
            {
                // Out of order, as a device may.
                int chosen = random.Next(atDevice.Count);
                Device.Push(atDevice[chosen].Head, 0, eventIndex);
                expected.Enqueue(atDevice[chosen].Token);
                atDevice.RemoveAt(chosen);
            }

            while (queue.TryTake(out UsedBuffer used))
                Assert.Equal(expected.Dequeue(), used.Token);
            Assert.Empty(expected);
            Assert.Equal(atDevice.Count, queue.InFlight);
        }

        Assert.Equal(QueueFault.None, queue.Fault);
        Assert.True(next > 2 * 65536);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RequestInterrupt_OneRequest_YieldsOneInterruptForABurst(bool eventIndex)
    {
        using SplitQueue queue = Open(eventIndex);
        int[] heads = Fill(queue);

        Assert.False(Device.Push(heads[0], 0, eventIndex)); // silent until asked
        Assert.True(queue.TryTake(out _));
        Assert.True(queue.RequestInterrupt());
        Assert.True(Device.Push(heads[1], 0, eventIndex));
        Assert.True(queue.TryTake(out _));
        Assert.False(Device.Push(heads[2], 0, eventIndex)); // the request is used up
        Assert.False(queue.RequestInterrupt()); // one is waiting already
        Assert.True(queue.TryTake(out _));
    }

    [Fact]
    public void RequestInterrupt_AfterSeveral_WaitsForThatMany()
    {
        using SplitQueue queue = Open();
        int[] heads = Fill(queue);

        Assert.True(queue.RequestInterrupt(after: 3));
        Assert.False(Device.Push(heads[0], 0, eventIndex: true));
        Assert.False(Device.Push(heads[1], 0, eventIndex: true));
        Assert.True(Device.Push(heads[2], 0, eventIndex: true));
        Assert.False(queue.RequestInterrupt(after: 3));
        Assert.True(queue.RequestInterrupt(after: 4));
    }

    [Fact]
    public void TryTake_UsedIndexBeyondWhatIsInFlight_BreaksTheQueue()
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0)], 0);
        Device.PublishUsed(2);

        AssertBroken(queue, QueueFault.UsedIndexOutOfRange);
    }

    [Fact]
    public void TryTake_UsedIndexGoesBack_BreaksTheQueue()
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0)], 0);
        Device.PublishUsed(ushort.MaxValue);

        AssertBroken(queue, QueueFault.UsedIndexOutOfRange);
    }

    [Theory]
    [InlineData(Size)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000)]
    public void TryTake_DescriptorBeyondTheTable_BreaksTheQueue(uint id)
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0)], 0);
        Device.WriteElement(0, id, 0);
        Device.PublishUsed(1);

        AssertBroken(queue, QueueFault.DescriptorOutOfRange);
    }

    [Fact]
    public void TryTake_MiddleOfAChain_BreaksTheQueue()
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0), Buffer(1)], 0);
        Device.WriteElement(0, 1, 0);
        Device.PublishUsed(1);

        AssertBroken(queue, QueueFault.DescriptorNotInFlight);
    }

    [Fact]
    public void TryTake_SameChainTwice_BreaksTheQueue()
    {
        using SplitQueue queue = Open();
        int[] heads = Fill(queue);
        Device.Push(heads[0], 0, eventIndex: true);
        Device.Push(heads[0], 0, eventIndex: true);
        Assert.True(queue.TryTake(out _));

        AssertBroken(queue, QueueFault.DescriptorNotInFlight);
    }

    [Theory]
    [InlineData(101)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void TryTake_MoreWrittenThanThereIsRoom_BreaksTheQueue(int length)
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0), new(_memory.PhysicalAddress, 100, DeviceWrites: true)], 0);
        Device.TryPop(out int head, out _);
        Device.Push(head, length, eventIndex: true);

        AssertBroken(queue, QueueFault.LengthOutOfRange);
    }

    [Fact]
    public void TryTake_LengthOfAChainTheDeviceOnlyReads_IsZero()
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0)], 5);
        Device.TryPop(out int head, out _);
        Device.Push(head, 1514, eventIndex: true);

        Assert.True(queue.TryTake(out UsedBuffer used));
        Assert.Equal(new UsedBuffer(5, 0), used);
    }

    [Fact]
    public void DeviceScribblesOnDescriptors_DriverDoesNotCare()
    {
        using SplitQueue queue = Open();
        for (int round = 0; round < 100; round++)
        {
            queue.TryAdd([Buffer(0), Buffer(1), Buffer(2)], round);
            Assert.True(Device.TryPop(out int head, out _));
            Device.DescriptorTable.Fill(0xFF);
            Device.AvailableRing[2..(2 + Size)].Fill(0xFFFF);
            Device.Push(head, 0, eventIndex: true);
            Assert.True(queue.TryTake(out UsedBuffer used));
            Assert.Equal(round, used.Token);
        }

        Assert.Equal(Size, queue.Free);
    }

    [Fact]
    public void Restart_BrokenQueue_WorksAgainFromNothing()
    {
        using SplitQueue queue = Open();
        Fill(queue);
        Device.PublishUsed(100);
        AssertBroken(queue, QueueFault.UsedIndexOutOfRange);

        Device.Reset();
        Assert.True(queue.Restart(vector: 1));
        Assert.Equal(Size, queue.Free);
        int[] heads = Fill(queue);
        Device.Push(heads[0], 0, eventIndex: true);
        Assert.True(queue.TryTake(out UsedBuffer used));
        Assert.Equal(0, used.Token);
    }

    [Fact]
    public void Dispose_GivesTheMemoryBackAndEndsUse()
    {
        int before = _machine.LiveDma;
        SplitQueue queue = Open();
        queue.Dispose();

        Assert.Equal(before, _machine.LiveDma);
        Assert.False(queue.TryAdd([Buffer(0)], 0));
        Assert.False(queue.TryTake(out _));
    }

    private static void AssertBroken(SplitQueue queue, QueueFault fault)
    {
        Assert.False(queue.TryTake(out _));
        Assert.Equal(fault, queue.Fault);
        Assert.False(queue.TryAdd([new QueueBuffer(0, 1, DeviceWrites: false)], 0));
        Assert.True(queue.RequestInterrupt()); // nothing to wait for, so nothing to come back for
    }

    private SplitQueue Open(bool eventIndex = true)
        => SplitQueue.Open(_machine, _device.OpenTransport(), number: 0, largest: 256, eventIndex, vector: 1)
            ?? throw new InvalidOperationException("The queue is good.");

    private QueueBuffer Buffer(int i) => new(_memory.PhysicalAddress + (ulong)(100 * i), 100, DeviceWrites: false);

    private int[] Fill(SplitQueue queue)
    {
        List<int> heads = [];
        for (int i = 0; queue.TryAdd([Buffer(i)], i); i++)
        {
            Assert.True(Device.TryPop(out int head, out _));
            heads.Add(head);
        }

        return [.. heads];
    }
}
