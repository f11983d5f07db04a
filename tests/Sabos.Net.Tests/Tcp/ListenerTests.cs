using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Listening: the accept queue, the backlogs, who may bind where.</summary>
public sealed class ListenerTests : DialogueTests
{
    [Fact]
    public void AcceptQueue_Full_LetsHandshakesWait()
    {
        Dialogue dialogue = new Dialogue().Listens(backlog: 2);
        for (ushort port = 5000; port < 5003; port++)
        {
            dialogue.PeerSends(Syn, seq: 0, fromPort: port);
        }

        Assert.Equal(3, dialogue.TakeAllSent().Count);
        for (ushort port = 5000; port < 5003; port++)
        {
            Complete(dialogue, port);
        }

        Assert.Equal(2, dialogue.Listener!.Pending);
        Assert.Equal(1, dialogue.Counters.ListenOverflows);

        // A new SYN is not answered now; the waiting handshake completes once there is room, by its own retransmission.
        dialogue.PeerSends(Syn, seq: 0, fromPort: 6000).StackIsSilent();
        Assert.True(dialogue.Listener.TryAccept(out _));
        dialogue.After(1000);
        Assert.Equal(Syn | Ack, Assert.Single(dialogue.TakeAllSent()).Flags);
        Complete(dialogue, 5002);
        Assert.Equal(2, dialogue.Listener.Pending);
    }

    [Fact]
    public void Accept_Order_IsThatOfCompletion()
    {
        Dialogue dialogue = new Dialogue().Listens();
        ListenerLog log = new(dialogue);
        foreach (ushort port in new ushort[] { 5001, 5000 })
        {
            dialogue.PeerSends(Syn, seq: 0, fromPort: port);
            dialogue.TakeAllSent();
            Complete(dialogue, port);
        }

        Assert.Equal(2, log.Calls);
        Assert.Equal(Readiness.Readable, dialogue.Listener!.Readiness);
        Assert.True(dialogue.Listener.TryAccept(out TcpConnection? first));
        Assert.Equal(5001, first!.RemoteEndpoint.Port);
        Assert.True(dialogue.Listener.TryAccept(out TcpConnection? second));
        Assert.Equal(5000, second!.RemoteEndpoint.Port);
        Assert.False(dialogue.Listener.TryAccept(out _));
        Assert.Equal(Readiness.None, dialogue.Listener.Readiness);
    }

    [Fact]
    public void SynBacklog_FullWithoutCookies_DropsFurtherSyns()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { SynBacklog = 3, SynCookies = false }).Listens();
        for (ushort port = 5000; port < 5010; port++)
        {
            dialogue.PeerSends(Syn, seq: 0, fromPort: port);
        }

        Assert.Equal(3, dialogue.TakeAllSent().Count);
        Assert.Equal(7, dialogue.Counters.ListenDrops);
        Assert.Equal(3, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void Connections_TooMany_AreRefusedRoom()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { MaximumConnections = 1 }).Established();
        dialogue.PeerSends(Syn, seq: 0, fromPort: 5000).StackIsSilent();
        Assert.Equal(TransportError.NoBufferSpace, dialogue.Tcp.Connect(default, new IpEndpoint(Dialogue.PeerAddress, 80), false, out _));
    }

    [Fact]
    public void Close_ResetsWhatWasNotAcceptedAndForgetsHandshakes()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Syn, seq: 0, fromPort: 5001);
        dialogue.PeerSends(Syn, seq: 0, fromPort: 5000);
        dialogue.TakeAllSent();
        Complete(dialogue, 5000);
        dialogue.Listener!.Close();
        dialogue.Listener.Close();
        dialogue.Polls();
        Assert.Equal(Rst | Ack, Assert.Single(dialogue.TakeAllSent()).Flags);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        dialogue.After(100_000).StackIsSilent();
        Assert.Equal(TransportError.None, Listen(dialogue, IpAddress.AnyIpv4, 80, out _));
    }

    [Fact]
    public void Close_AcceptedConnections_LiveOn()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Listener!.Close();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "still").StackReads("still");
    }

    [Fact]
    public void Listen_SamePort_IsInUse()
    {
        Dialogue dialogue = new Dialogue().Listens();
        Assert.Equal(TransportError.AddressInUse, Listen(dialogue, IpAddress.AnyIpv4, 80, out _, reuse: true));
        Assert.Equal(TransportError.AddressInUse, Listen(dialogue, Dialogue.StackAddress, 80, out _));
        Assert.Equal(TransportError.None, Listen(dialogue, IpAddress.AnyIpv4, 81, out _));
        Assert.Equal(TransportError.AddressNotAvailable, Listen(dialogue, Dialogue.PeerAddress, 82, out _));
    }

    [Fact]
    public void Listen_ConnectionsRemain_OnlyWithReuseAddress()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Listener!.Close();
        Assert.Equal(TransportError.AddressInUse, Listen(dialogue, IpAddress.AnyIpv4, 80, out _));
        Assert.Equal(TransportError.None, Listen(dialogue, IpAddress.AnyIpv4, 80, out _, reuse: true));
    }

    [Fact]
    public void Listen_DualStack_TakesIpv4Connections()
    {
        Dialogue dialogue = new();
        Assert.Equal(TransportError.None, dialogue.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv6, 80), 5, dualStack: true, false, out _));
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0);
        Assert.Equal(TransportError.AddressInUse, Listen(dialogue, IpAddress.AnyIpv4, 80, out _, reuse: true));
    }

    [Fact]
    public void Listen_Ipv6Only_LeavesIpv4Alone()
    {
        Dialogue dialogue = new();
        Assert.Equal(TransportError.None, dialogue.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv6, 80), 5, dualStack: false, false, out _));
        dialogue.PeerSends(Syn, seq: 0);
        Assert.Equal(Rst | Ack, Assert.Single(dialogue.TakeAllSent()).Flags);
        Assert.Equal(TransportError.None, Listen(dialogue, IpAddress.AnyIpv4, 80, out _));
    }

    [Fact]
    public void Listen_SpecificAddress_ComesBeforeTheUnspecifiedOne()
    {
        PortClaim any = new() { Local = new IpEndpoint(IpAddress.AnyIpv4, 80) };
        PortClaim specific = new() { Local = new IpEndpoint(Dialogue.StackAddress, 80) };
        Assert.True(any.Covers(Dialogue.StackAddress));
        Assert.True(any.Overlaps(specific) && specific.Overlaps(any));
        Assert.False(specific.Covers(Dialogue.PeerAddress));
    }

    [Fact]
    public void Listen_PortZero_PicksAnEphemeralPort()
    {
        Dialogue dialogue = new();
        Assert.Equal(TransportError.None, Listen(dialogue, IpAddress.AnyIpv4, 0, out TcpListener? first));
        Assert.Equal(TransportError.None, Listen(dialogue, IpAddress.AnyIpv4, 0, out TcpListener? second));
        Assert.InRange(first!.LocalEndpoint.Port, EphemeralPorts.First, ushort.MaxValue);
        Assert.NotEqual(first.LocalEndpoint.Port, second!.LocalEndpoint.Port);
    }

    [Fact]
    public void Bind_HoldsThePortUntilReleased()
    {
        Dialogue dialogue = new();
        var local = new IpEndpoint(IpAddress.AnyIpv4, 80);
        Assert.Equal(TransportError.None, dialogue.Tcp.TryBind(local, false, false, out TcpBinding? binding));
        Assert.Equal(TransportError.AddressInUse, dialogue.Tcp.TryBind(local, false, false, out _));
        Assert.Equal(TransportError.AddressInUse, Listen(dialogue, IpAddress.AnyIpv4, 80, out _));
        binding!.Release();
        binding.Release();
        Assert.Equal(TransportError.None, Listen(dialogue, IpAddress.AnyIpv4, 80, out _));
    }

    [Fact]
    public void Bind_BothWithReuse_IsShared()
    {
        Dialogue dialogue = new();
        var local = new IpEndpoint(IpAddress.AnyIpv4, 80);
        Assert.Equal(TransportError.None, dialogue.Tcp.TryBind(local, false, reuseAddress: true, out _));
        Assert.Equal(TransportError.None, dialogue.Tcp.TryBind(local, false, reuseAddress: true, out _));
        Assert.Equal(TransportError.AddressInUse, dialogue.Tcp.TryBind(local, false, reuseAddress: false, out _));
    }

    [Fact]
    public void Connect_SamePortAndPeerTwice_IsInUse()
    {
        Dialogue dialogue = new();
        var local = new IpEndpoint(IpAddress.AnyIpv4, 1234);
        Assert.Equal(TransportError.None, dialogue.Tcp.Connect(local, new IpEndpoint(Dialogue.PeerAddress, 80), false, out _));
        Assert.Equal(TransportError.AddressInUse, dialogue.Tcp.Connect(local, new IpEndpoint(Dialogue.PeerAddress, 80), true, out _));
        Assert.Equal(TransportError.None, dialogue.Tcp.Connect(local, new IpEndpoint(Dialogue.PeerAddress, 81), false, out _));
    }

    [Fact]
    public void Connect_EphemeralPorts_AllDifferent()
    {
        Dialogue dialogue = new();
        ushort[] ports = [.. Enumerable.Range(0, 1000).Select(_ =>
        {
            Assert.Equal(TransportError.None, dialogue.Tcp.Connect(default, new IpEndpoint(Dialogue.PeerAddress, 80), false, out TcpConnection? connection));
            return connection!.LocalEndpoint.Port;
        })];
        Assert.Equal(1000, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, EphemeralPorts.First, ushort.MaxValue));
    }

    [Fact]
    public void GetConnections_ShowsListenersHandshakesConnectionsAndTimeWaits()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Syn, seq: 0, fromPort: 5000);
        Assert.Equal(
            [TcpState.Listen, TcpState.SynReceived, TcpState.Established],
            dialogue.Tcp.GetConnections().Select(info => info.State).Order());
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 1).StateIs(TcpState.CloseWait);
        Assert.Equal([(Syn | Ack, 1), (Ack, 2)], dialogue.TakeAllSent().Select(sent => (sent.Flags, sent.Ack)));
    }

    [Fact]
    public void AddressRemoved_EndsItsConnections()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Syn, seq: 0, fromPort: 5000);
        dialogue.Tcp.AddressRemoved(Dialogue.PeerAddress);
        dialogue.StateIs(TcpState.Established).Tcp.AddressRemoved(Dialogue.StackAddress);
        Assert.Equal(TransportError.ConnectionAborted, dialogue.StateIs(TcpState.Closed).Connection.Error);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
    }

    private static void Complete(Dialogue dialogue, ushort port) =>
        dialogue.PeerSends(Ack, seq: 1, fromPort: port, acknowledges: dialogue.InitialFor(port) + 1);

    private static TransportError Listen(Dialogue dialogue, IpAddress address, ushort port, out TcpListener? listener, bool reuse = false) =>
        dialogue.Tcp.Listen(new IpEndpoint(address, port), 5, false, reuse, out listener);

    private sealed class ListenerLog : IReadinessObserver
    {
        public ListenerLog(Dialogue dialogue) => dialogue.Listener!.Observer = this;

        public int Calls { get; private set; }

        public void OnReady(Readiness raised) => Calls++;
    }
}
