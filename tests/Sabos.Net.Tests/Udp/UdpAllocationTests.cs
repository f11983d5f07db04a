using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What anybody may send as often as he likes allocates nothing once warm, whether somebody here wants it or not.</summary>
public sealed class UdpAllocationTests
{
    private static readonly IpAddress s_group = IpAddress.FromIpv4(239, 1, 2, 3);
    private static readonly MacAddress s_groupHardware = new(0x0100_5E01_0203);

    private readonly OneHost _host = new();
    private readonly byte[] _data = new byte[100];

    [Theory]
    [InlineData(FilterMode.Include)]
    [InlineData(FilterMode.Exclude)]
    public void Group_WithSourceFilter_AllocatesNothing(FilterMode mode)
    {
        UdpSocket socket = _host.Bound(7);
        IpAddress[] sources = mode == FilterMode.Include ? [IpAddress.FromIpv4(10, 0, 0, 99), _host.Station.Address] : [IpAddress.FromIpv4(10, 0, 0, 99)];
        Assert.Equal(TransportError.None, socket.SetGroupFilter(s_group, 0, mode, sources));
        _host.Run();
        byte[] buffer = new byte[1500];
        int received = 0;
        Assert.Equal(0, AllocatedBy(() => _host.Station.SendUdp(s_groupHardware, _host.StationAt(9), new IpEndpoint(s_group, 7), _data), () =>
        {
            while (socket.Receive(buffer, out _) == TransportError.None)
            {
                received++;
            }
        }));
        Assert.Equal(300, received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Port_ThatNobodyHas_AllocatesNothing(bool isToGroup)
    {
        _host.Bound(7).JoinGroup(s_group, 0);
        Assert.Equal(0, AllocatedBy(() =>
        {
            if (isToGroup)
            {
                _host.Station.SendUdp(s_groupHardware, _host.StationAt(9), new IpEndpoint(s_group, 8), _data);
            }
            else
            {
                _host.SendUdp(9, 8, _data);
            }
        }));
        Assert.Equal(isToGroup ? 0 : 300, _host.Stack.Counters.Udp.NoPorts);
    }

    /// <summary>Bytes that the polls allocate in which datagrams come in, after those that fill pools and are compiled.</summary>
    private long AllocatedBy(Action send, Action? receive = null)
    {
        // What is told of memberships, a few times, is over then.
        _host.Network.RunFor(TimeSpan.FromSeconds(5));
        long allocated = 0;
        for (int i = 0; i < 300; i++)
        {
            send();
            _host.Network.Clock.Advance(TimeSpan.FromMilliseconds(1));
            _host.Wire.Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            _host.Stack.Poll(_host.Network.Clock.Now);
            receive?.Invoke();
            allocated += i < 150 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated;
    }
}
