using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.VirtioNet;

namespace Sabos.Hal.Tests.VirtioNet;

/// <summary>The device asks that the neighbours be told where the station is (virtio 1.2, 5.1.6.5.4), as after a move to another host.</summary>
public sealed class AnnouncementTests : VirtioNetDeviceFixture
{
    private const byte LinkUp = 1;
    private const byte Announce = 2;
    private static readonly byte[] s_acknowledgement = [3, 0];

    public AnnouncementTests() => Simulated.Features |= SimulatedNetwork.ControlQueue | SimulatedNetwork.Announcement;

    // First the frames that tell the neighbours, which the stack queues between the two, then the device.
    [Fact]
    public void Request_IsAcknowledgedBehindTheFramesOfTheFlush()
    {
        using VirtioNetDevice device = Open();
        Ask();
        ReceiveAll(device);
        Assert.Equal(1U, device.AnnouncementRequests);
        Assert.True(device.IsLinkUp);
        Assert.Empty(Simulated.Commands);
        Send(device, [1]);
        Simulated.Doorbells.Clear();
        device.Flush();

        Assert.Equal([1, 2], Simulated.Doorbells);
        Assert.Equal([s_acknowledgement], Simulated.Commands);
    }

    [Fact]
    public void Request_NotYetAcknowledged_IsOne()
    {
        Simulated.AnswersAtOnce = false;
        using VirtioNetDevice device = Open();
        Ask();
        ReceiveAll(device);
        Ask();
        ReceiveAll(device);
        device.Flush();
        Ask();
        ReceiveAll(device);
        Assert.Equal(1U, device.AnnouncementRequests);

        Assert.Equal(1, Simulated.AnswerCommands());
        device.Flush();
        Ask();
        ReceiveAll(device);
        Assert.Equal(2U, device.AnnouncementRequests);
    }

    [Fact]
    public void Request_BeforeTheDeviceIsOpened_IsSeen()
    {
        Simulated.Configuration[6] = LinkUp | Announce;
        using VirtioNetDevice device = Open();

        Assert.Equal(1U, device.AnnouncementRequests);
    }

    [Theory]
    [InlineData(SimulatedNetwork.ControlQueue)]
    [InlineData(SimulatedNetwork.Announcement)]
    public void Request_FeatureNotInUse_MeansNothing(ulong missing)
    {
        Simulated.Features &= ~missing;
        using VirtioNetDevice device = Open();
        Ask();
        ReceiveAll(device);
        device.Flush();

        Assert.Equal(0U, device.AnnouncementRequests);
        Assert.Empty(Simulated.Commands);
    }

    private void Ask() => Simulated.ChangeConfiguration(static configuration => configuration[6] = LinkUp | Announce);
}
