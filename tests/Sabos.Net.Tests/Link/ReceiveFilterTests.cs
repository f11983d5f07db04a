using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What a device is told to bring: the groups that are listened to here, and all frames while they are recorded.</summary>
public sealed class ReceiveFilterTests
{
    private const string AllHosts = "01:00:5e:00:00:01";
    private const string AllNodes = "33:33:00:00:00:01";

    private static readonly IpAddress s_group = IpAddress.FromIpv4(239, 129, 2, 3);

    [Fact]
    public void Attach_Ipv4Only_BringsTheGroupsOfAll() => Assert.Equal([AllHosts, AllNodes], GroupsOf(new OneHost()));

    // The solicited-node group of each address (RFC 4291 2.7.1), and its hardware address (RFC 2464 7).
    [Fact]
    public void AddAddress_Ipv6_BringsItsSolicitedNodeGroup()
    {
        OneHost host = new();
        IpPrefix address = new(IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 0x12_3456), 64);
        host.Interface.AddAddress(address);
        host.Run();
        Assert.Contains("33:33:ff:12:34:56", GroupsOf(host));

        host.Interface.RemoveAddress(address.Address);
        host.Run();
        Assert.DoesNotContain("33:33:ff:12:34:56", GroupsOf(host));
    }

    // RFC 1112 6.4: the low 23 bits of the group.
    [Fact]
    public void JoinGroup_FirstAndLastSocket_ChangeTheFilter()
    {
        OneHost host = new();
        UdpSocket first = host.Bound(9);
        UdpSocket second = host.Bound(10);
        Assert.Equal(TransportError.None, first.JoinGroup(s_group, host.Interface.Index));
        Assert.Equal(TransportError.None, second.JoinGroup(s_group, host.Interface.Index));
        host.Run();
        Assert.Contains("01:00:5e:01:02:03", GroupsOf(host));

        first.Close();
        host.Run();
        Assert.Contains("01:00:5e:01:02:03", GroupsOf(host));

        second.Close();
        host.Run();
        Assert.Equal([AllHosts, AllNodes], GroupsOf(host));
    }

    // 32 groups have the same hardware address (RFC 1112 6.4): it stays while one of them is listened to.
    [Fact]
    public void JoinGroup_TwoOfTheSameAddress_AreOneInTheFilter()
    {
        OneHost host = new();
        UdpSocket socket = host.Bound(9);
        IpAddress other = IpAddress.FromIpv4(238, 1, 2, 3);
        socket.JoinGroup(s_group, host.Interface.Index);
        socket.JoinGroup(other, host.Interface.Index);
        host.Run();
        Assert.Equal([AllHosts, AllNodes, "01:00:5e:01:02:03"], GroupsOf(host));

        socket.LeaveGroup(s_group, host.Interface.Index);
        host.Run();
        Assert.Equal([AllHosts, AllNodes, "01:00:5e:01:02:03"], GroupsOf(host));
    }

    [Fact]
    public void Capture_WhileItRuns_BringsEverything()
    {
        OneHost host = new();
        host.Interface.StartCapture(new CaptureOptions());
        Assert.True(host.Stack.NextPoll <= host.Stack.Now);
        host.Run();
        Assert.Null(host.Port.Groups);

        host.Interface.StopCapture();
        host.Run();
        Assert.Equal([AllHosts, AllNodes], GroupsOf(host));
    }

    private static string[] GroupsOf(OneHost host) => [.. host.Port.Groups!.Select(static address => address.ToString())];
}
