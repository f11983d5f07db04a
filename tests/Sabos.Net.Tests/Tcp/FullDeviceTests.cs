using Xunit;

namespace Sabos.Net.Tests;

/// <summary>More connections than one poll may try have something to send, and the device is full: it tells once when it is not.</summary>
public sealed class FullDeviceTests
{
    private const int Connections = 10;
    private const int Budget = 4;

    private static readonly Instant s_now = Instant.FromMilliseconds(10_000);

    private readonly FakeIpOutput _output = new() { Local = Dialogue.StackAddress, Room = 0 };
    private readonly TcpLayer _tcp;

    public FullDeviceTests()
    {
        _tcp = new TcpLayer(_output, new StackRandom(new byte[32]), new TcpCounters(), new TcpSettings());
        _tcp.Poll(s_now, Budget);
        for (ushort port = 1; port <= Connections; port++)
        {
            Assert.Equal(TransportError.None, _tcp.Connect(default, new IpEndpoint(Dialogue.PeerAddress, port), false, out _));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Poll_RoomComesAfterSomeWereRefused_AllSend(int pollsBefore)
    {
        for (int poll = 0; poll < pollsBefore; poll++)
        {
            _tcp.Poll(s_now, Budget);
        }

        Assert.Empty(_output.Sent);
        _output.Room = int.MaxValue;
        PollUntilAtRest();

        Assert.Equal(Connections, _output.Sent.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Poll_DeviceIsFullAgain_RestsOnceEachWasRefused(int room)
    {
        _output.Room = room;

        Assert.InRange(PollUntilAtRest(), 1, 5);
        Assert.Equal(room, _output.Sent.Count);
    }

    private int PollUntilAtRest()
    {
        int polls = 1;
        for (; _tcp.Poll(s_now, Budget); polls++)
        {
            Assert.InRange(polls, 1, 100);
        }

        Assert.True(_tcp.NextPoll > s_now);
        return polls;
    }
}
