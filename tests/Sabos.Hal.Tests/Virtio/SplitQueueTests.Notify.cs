using Sabos.Hal.Virtio;

namespace Sabos.Hal.Tests.Virtio;

/// <summary>When the device is told of new chains: virtio 1.2, 2.7.10 and 2.7.13.4.1.</summary>
public sealed partial class SplitQueueTests
{
    [Fact]
    public void Notify_ManyAdded_RingsOnce()
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0)], 0);
        queue.TryAdd([Buffer(1)], 1);
        queue.Notify();
        queue.Notify();

        Assert.Equal([0], _device.Doorbells);
    }

    [Fact]
    public void Notify_EventIndexNotReached_DoesNotRing()
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0)], 0);
        queue.Notify();
        queue.TryAdd([Buffer(1)], 1);
        queue.Notify(); // the device has not asked again
        Assert.Single(_device.Doorbells);

        Device.TryPop(out _, out _);
        Device.TryPop(out _, out _);
        Device.WantDoorbell();
        queue.TryAdd([Buffer(2)], 2);
        queue.Notify();
        Assert.Equal(2, _device.Doorbells.Count);
    }

    // A device that polls needs no doorbell for as long as it finds chains. What was added since the last one must not be counted modulo the indices' range.
    [Theory]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void Notify_DeviceHasPolledPastTheWrapOfTheIndices_RingsWhenItWishesAgain(int polled)
    {
        using SplitQueue queue = Open();
        for (int i = 0; i <= polled; i++)
        {
            Assert.True(queue.TryAdd(Buffer(0), i));
            queue.Notify();
            Assert.True(Device.TryPop(out int head, out _));
            Device.Push(head, 0, eventIndex: true);
            Assert.True(queue.TryTake(out _));
        }

        _device.Doorbells.Clear();
        Device.WantDoorbell();
        queue.TryAdd(Buffer(0), 0);
        queue.TryAdd(Buffer(1), 1);
        queue.Notify();
        Assert.Single(_device.Doorbells);
    }

    // A wish of the device may be missed where fences are left out: the next notification makes up for it,
    [Fact]
    public void Notify_WishSeenTooLate_RingsTheNextTime()
    {
        using SplitQueue queue = Open();
        queue.TryAdd([Buffer(0)], 0);
        queue.Notify();
        queue.TryAdd([Buffer(1)], 1);
        queue.Notify();
        Assert.Single(_device.Doorbells);

        Device.TryPop(out _, out _);
        Device.WantDoorbell();
        Device.TryPop(out _, out _);
        queue.TryAdd([Buffer(2)], 2);
        queue.Notify();
        Assert.Equal(2, _device.Doorbells.Count);
    }

    // and where there may be no next, the device must not starve.
    [Theory]
    [InlineData(true, 1, 2)]
    [InlineData(true, 0, 1)]
    [InlineData(false, 1, 1)]
    public void Notify_DeviceHasFewLeft_RingsWhereItWouldStarve(bool feedsDevice, int below, int doorbells)
    {
        using SplitQueue queue = Open();
        queue.FeedsDevice = feedsDevice;
        int left = (queue.Size / 4) - below;
        for (int i = 0; i < left; i++)
            queue.TryAdd([Buffer(i)], i);
        queue.Notify();
        queue.TryAdd([Buffer(left)], left);
        queue.Notify();

        Assert.Equal(doorbells, _device.Doorbells.Count);
    }

    [Fact]
    public void Notify_FlagsSayNo_DoesNotRing()
    {
        using SplitQueue queue = Open(eventIndex: false);
        Device.UsedRing[0] = 1;
        queue.TryAdd([Buffer(0)], 0);
        queue.Notify();
        Assert.Empty(_device.Doorbells);

        Device.UsedRing[0] = 0;
        queue.TryAdd([Buffer(1)], 1);
        queue.Notify();
        Assert.Single(_device.Doorbells);
    }
}
