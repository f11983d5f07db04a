using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class DhcpClientTests
{
    private static readonly MacAddress s_hardware = new(0x5254_0012_3456);
    private static readonly IpAddress s_address = IpAddress.FromIpv4(10, 0, 2, 15);

    private readonly SimulatedNetwork _network = new();
    private readonly SimulatedWire _wire;
    private readonly DhcpServer _server;
    private readonly NetworkStack _stack;
    private readonly WirePort _port;
    private readonly NetworkInterface _interface;

    public DhcpClientTests()
    {
        _wire = _network.AddWire(TimeSpan.FromMilliseconds(1));
        _server = new DhcpServer(_network, _wire);
        _stack = _network.AddStack(seed: 7, "alpha");
        _port = _wire.Attach(s_hardware);
        _interface = _stack.AddInterface("eth0", _port);
    }

    private DhcpClient Client => _interface.Dhcp!;

    [Fact]
    public void StartDhcp_ServerOnTheHostLeavesChecksumsToTheDevice_InterfaceIsConfigured()
    {
        _port.ReceivesPartialChecksums = true;
        Start();

        Assert.True(RunUntilBound());
    }

    // RFC 2131 4.1.
    [Fact]
    public void Offer_FromAnotherPort_IsNotBelieved()
    {
        _server.Port = 66;
        Start();
        Assert.False(RunUntilBound());
        Assert.Equal(DhcpState.Selecting, Client.State);
        _server.Port = 67;
        Assert.True(_network.RunUntil(() => Client.State == DhcpState.Bound, TimeSpan.FromMinutes(2)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void StartDhcp_ServerAnswers_InterfaceIsConfigured(bool broadcasts, bool overloads)
    {
        _server.Broadcasts = broadcasts;
        _server.Overloads = overloads;
        Start();

        Assert.True(RunUntilBound());

        Assert.Equal([new IpPrefix(s_address, 24)], _interface.Addresses.Select(own => own.Prefix));
        Assert.Equal([new IpEndpoint(IpAddress.FromIpv4(10, 0, 2, 3), 53)], _stack.NameServers.Servers);
        Assert.Contains(_stack.Routes.Routes, route => route.Destination.Length == 0 && route.Gateway == DhcpServer.Address);
        Assert.Equal(TimeSpan.FromHours(1), Client.Lease!.Duration);
    }

    [Fact]
    public void Discover_First_SaysWhoAsksAndForWhat()
    {
        Start();
        RunUntilBound();

        (byte[] bytes, IpAddress from, IpAddress to) = _server.Requests[0];
        Assert.Equal(IpAddress.AnyIpv4, from);
        Assert.Equal(IpAddress.BroadcastIpv4, to);
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message));
        Assert.Equal(DhcpMessageType.Discover, message.Type);
        Assert.Equal("alpha"u8.ToArray(), Option(bytes, DhcpOption.HostName));

        // RFC 4361 6.1: 255, the interface's number, a DUID of the link-layer kind.
        Assert.Equal([255, 0, 0, 0, 2, 0, 3, 0, 1, 0x52, 0x54, 0x00, 0x12, 0x34, 0x56], Option(bytes, DhcpOption.ClientIdentifier));
        Assert.Equal([1, 121, 3, 6, 12, 15, 119, 26, 42, 51, 58, 59], Option(bytes, DhcpOption.ParameterRequestList));
        Assert.Equal([1500 >> 8, 1500 & 0xFF], Option(bytes, DhcpOption.MaxMessageSize));
        Assert.Equal("sabos"u8.ToArray(), Option(bytes, DhcpOption.VendorClass));
        Assert.True(bytes.Length >= 300);
    }

    [Fact]
    public void Request_AfterOffer_NamesServerAndAddress()
    {
        Start();
        RunUntilBound();

        byte[] request = _server.Requests[1].Message;
        Assert.Equal([10, 0, 2, 15], Option(request, DhcpOption.RequestedAddress));
        Assert.Equal([10, 0, 2, 2], Option(request, DhcpOption.ServerIdentifier));
        Assert.Equal(IpAddress.AnyIpv4, Parse(request).ClientAddress);
        Assert.Equal(Parse(_server.Requests[0].Message).Transaction, Parse(request).Transaction);
    }

    // RFC 2131 4.1: 4, 8, 16, 32, 64, 64 ... seconds, each one second more or less.
    [Fact]
    public void Discover_NobodyAnswers_BacksOffWithJitter()
    {
        List<Instant> sent = [];
        _wire.FrameSent += (_, bytes) =>
        {
            if (Frame.Udp(bytes.ToArray()) is not null)
            {
                sent.Add(_network.Clock.Now);
            }
        };
        _server.IsSilent = true;
        Start();
        _network.RunFor(TimeSpan.FromSeconds(330));

        double[] pauses = sent.Zip(sent.Skip(1), (first, second) => (second - first).TotalSeconds).ToArray();
        double[] expected = [4, 8, 16, 32, 64, 64, 64, 64];
        Assert.Equal(expected.Length, pauses.Length);
        Assert.All(pauses.Zip(expected), pair => Assert.InRange(pair.First, pair.Second - 1, pair.Second + 1));
        Assert.Contains(pauses.Zip(expected), pair => pair.First != pair.Second);
    }

    [Fact]
    public void Discover_ServerComesLater_IsBound()
    {
        _server.IsSilent = true;
        Start();
        _network.RunFor(TimeSpan.FromSeconds(100));
        _server.IsSilent = false;

        Assert.True(_network.RunUntil(() => Client.Lease is not null, TimeSpan.FromSeconds(66)));
    }

    // RFC 2131 3.1 5: no ACK, so from the beginning.
    [Fact]
    public void Request_NeverAnswered_BeginsAnew()
    {
        Start();
        _network.RunUntil(() => _server.Requests.Count == 1, TimeSpan.FromSeconds(1));
        _network.RunUntil(
            () =>
            {
                _server.IsSilent = Client.State == DhcpState.Requesting;
                return _server.IsSilent;
            },
            TimeSpan.FromSeconds(1));

        Assert.True(_network.RunUntil(() => Heard(DhcpMessageType.Discover) == 2, TimeSpan.FromSeconds(64.1)));
        Assert.Equal(4, Heard(DhcpMessageType.Request));
    }

    [Fact]
    public void Request_Nak_BeginsAnewAndNotAtOnce()
    {
        _server.SendsNak = true;
        Start();
        _network.RunFor(TimeSpan.FromSeconds(10));

        Assert.Null(Client.Lease);
        Assert.InRange(_server.Requests.Count, 16, 22);
        _server.SendsNak = false;
        Assert.True(RunUntilBound());
    }

    [Fact]
    public void Ack_FromAnotherServerThanChosen_IsIgnored()
    {
        _server.Identifier = IpAddress.FromIpv4(10, 0, 2, 99);
        Start();
        _network.RunFor(TimeSpan.FromSeconds(20));
        Assert.Null(Client.Lease);
    }

    [Theory]
    [InlineData(4)] // xid
    [InlineData(30)] // chaddr
    [InlineData(0)] // op
    [InlineData(237)] // magic cookie
    public void Offer_FieldNotOurs_IsIgnored(int offset)
    {
        _server.Distort = bytes => bytes[offset] ^= 0x03;
        Start();
        _network.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(DhcpState.Selecting, Client.State);
    }

    // RFC 6842 3: an answer that repeats another client's identifier is not for us.
    [Fact]
    public void Offer_ForAnotherClient_IsIgnored()
    {
        _server.MoreOptions.Add((DhcpOption.ClientIdentifier, [255, 1, 2, 3]));
        Start();
        _network.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(DhcpState.Selecting, Client.State);

        _server.MoreOptions[0] = (DhcpOption.ClientIdentifier, Option(_server.Requests[0].Message, DhcpOption.ClientIdentifier)!);
        Assert.True(_network.RunUntil(() => Client.Lease is not null, TimeSpan.FromSeconds(40)));
    }

    // RFC 3442: where there are classless routes the router option is not looked at.
    [Fact]
    public void Lease_WithClasslessRoutes_BringsThoseInsteadOfTheRouter()
    {
        _server.MoreOptions.Add((DhcpOption.ClasslessStaticRoute, [0, 10, 0, 2, 9, 12, 172, 16, 10, 0, 2, 8, 32, 192, 0, 2, 1, 0, 0, 0, 0]));
        Start();
        RunUntilBound();

        Assert.Equal(
            ["192.0.2.1/32 direct", "10.0.2.0/24 direct", "172.16.0.0/12 10.0.2.8", "0.0.0.0/0 10.0.2.9"],
            Routes());
    }

    // RFC 3397 4: the search list goes before the domain's name.
    [Fact]
    public void Lease_WithSearchList_SearchesThat()
    {
        Start();
        RunUntilBound();
        Assert.Equal(["example.test"], _stack.NameServers.SearchDomains);

        _server.MoreOptions.Add((DhcpOption.DomainSearch, [1, (byte)'a', 4, .. "test"u8, 0, 1, (byte)'b', 0xC0, 2]));
        FlapLink();
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["a.test", "b.test"], _stack.NameServers.SearchDomains);
    }

    // RFC 2132 5.1; what a link cannot take it is not made to take.
    [Theory]
    [InlineData(1400, 1400)]
    [InlineData(9000, 1500)]
    public void Lease_WithMtu_BoundsThePackets(int told, int largest)
    {
        _server.MoreOptions.Add((DhcpOption.InterfaceMtu, [(byte)(told >> 8), (byte)told]));
        Start();
        RunUntilBound();
        List<int> lengths = [];
        _wire.FrameSent += (_, bytes) => lengths.Add(bytes.Length - EthernetHeader.Size);
        Assert.Equal(TransportError.None, _stack.Udp.CreateSocket().Send(new byte[3000], new IpEndpoint(DhcpServer.Address, 9)));
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.InRange(lengths.Max(), largest - 7, largest);

        _server.MoreOptions.Clear();
        FlapLink();
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(1500, _interface.Ipv4Mtu);
    }

    [Fact]
    public void Renewal_WithOtherRoutes_ReplacesThem()
    {
        _server.LeaseSeconds = 600;
        _server.MoreOptions.Add((DhcpOption.ClasslessStaticRoute, [0, 10, 0, 2, 9, 24, 10, 0, 2, 0, 0, 0, 0]));
        Start();
        RunUntilBound();
        _server.MoreOptions.Clear();
        _network.RunFor(TimeSpan.FromSeconds(301));

        Assert.Equal(["10.0.2.0/24 direct", "0.0.0.0/0 10.0.2.2"], Routes());
    }

    // RFC 2131 4.4.5: T1, unicast to the server, from the address; the lease then counts anew.
    [Fact]
    public void Renewal_AtHalfTheLease_IsUnicastAndExtends()
    {
        _server.LeaseSeconds = 600;
        Start();
        RunUntilBound();
        Instant obtained = Client.Lease!.Obtained;

        _network.RunFor(TimeSpan.FromSeconds(301));

        (byte[] bytes, IpAddress from, IpAddress to) = _server.Requests[2];
        Assert.Equal(s_address, from);
        Assert.Equal(DhcpServer.Address, to);
        Assert.Equal(s_address, Parse(bytes).ClientAddress);
        Assert.Null(Option(bytes, DhcpOption.ServerIdentifier));
        Assert.Null(Option(bytes, DhcpOption.RequestedAddress));
        Assert.Equal(DhcpState.Bound, Client.State);
        Assert.InRange((Client.Lease!.Obtained - obtained).TotalSeconds, 285, 300);
    }

    [Fact]
    public void Rebinding_ServerGone_BroadcastsThenWithdrawsAddress()
    {
        _server.LeaseSeconds = 600;
        Start();
        RunUntilBound();
        _server.IsSilent = true;
        int changes = 0;
        _stack.ConfigurationChanged += () => changes++;

        _network.RunFor(TimeSpan.FromSeconds(530));
        Assert.Equal(DhcpState.Rebinding, Client.State);
        Assert.Equal(IpAddress.BroadcastIpv4, _server.Requests[^1].To);
        Assert.Equal(s_address, _server.Requests[^1].From);
        Assert.NotEmpty(_interface.Addresses);

        _network.RunFor(TimeSpan.FromSeconds(71));
        Assert.Null(Client.Lease);
        Assert.Empty(_interface.Addresses);
        Assert.Empty(_stack.NameServers.Servers);
        Assert.DoesNotContain(_stack.Routes.Routes, route => route.Interface == _interface);
        Assert.True(changes > 0);

        _server.IsSilent = false;
        Assert.True(_network.RunUntil(() => Client.Lease is not null, TimeSpan.FromSeconds(70)));
    }

    [Fact]
    public void Lease_WithoutEnd_IsNeverRenewed()
    {
        _server.LeaseSeconds = uint.MaxValue;
        Start();
        RunUntilBound();
        _network.RunFor(TimeSpan.FromDays(400));
        Assert.Equal(2, _server.Requests.Count);
    }

    // RFC 2131 3.7 and 3.2 3: on the new link the lease is asked about; unanswered, it is kept.
    [Fact]
    public void LinkUp_WithLease_AsksWhetherItStillHolds()
    {
        Start();
        RunUntilBound();
        FlapLink();
        _network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([10, 0, 2, 15], Option(_server.Requests[2].Message, DhcpOption.RequestedAddress));
        Assert.Null(Option(_server.Requests[2].Message, DhcpOption.ServerIdentifier));
        Assert.Equal(DhcpState.Bound, Client.State);

        _server.IsSilent = true;
        FlapLink();
        _network.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(DhcpState.Bound, Client.State);
        Assert.NotNull(Client.Lease);
    }

    [Fact]
    public void LinkUp_OtherNetworkSaysNak_AddressIsWithdrawnAndAnotherObtained()
    {
        Start();
        RunUntilBound();
        _server.SendsNak = true;
        FlapLink();
        _network.RunUntil(() => Client.Lease is null, TimeSpan.FromSeconds(1));
        Assert.Empty(_interface.Addresses);

        _server.SendsNak = false;
        _server.Offered = IpAddress.FromIpv4(10, 0, 2, 77);
        Assert.True(RunUntilBound());
        Assert.Equal([new IpPrefix(_server.Offered, 24)], _interface.Addresses.Select(own => own.Prefix));
    }

    private static DhcpMessage Parse(byte[] bytes)
    {
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message));
        return message;
    }

    private static byte[]? Option(byte[] bytes, DhcpOption option)
    {
        byte[] value = new byte[255];
        int length = Parse(bytes).ReadOption(option, value);
        return length < 0 ? null : value[..length];
    }

    /// <summary>Without that to the link-local addresses, which needs no lease.</summary>
    private string[] Routes() => _stack.Routes.Routes
        .Where(route => route.Interface == _interface && !route.Destination.Address.IsLinkLocal)
        .Select(route => $"{route.Destination} {(route.Gateway is { } gateway ? gateway.ToString() : "direct")}")
        .ToArray();

    private int Heard(DhcpMessageType type) => _server.Requests.Count(request => Parse(request.Message).Type == type);

    private void FlapLink()
    {
        _port.IsLinkUp = false;
        _network.RunFor(TimeSpan.FromMilliseconds(10));
        _port.IsLinkUp = true;
    }

    private void Start() => _interface.StartDhcp();

    private bool RunUntilBound() => _network.RunUntil(() => Client.State == DhcpState.Bound, TimeSpan.FromSeconds(3));
}
