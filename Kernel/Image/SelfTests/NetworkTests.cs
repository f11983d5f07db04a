using System;
using System.Collections.Generic;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Hal.E1000;
using Sabos.Hal.VirtioNet;
using Sabos.Net;
using Sabos.SelfTest;
using NetworkInterface = Sabos.Net.NetworkInterface;

namespace Sabos.Image.SelfTests;

/// <summary>The network this machine is on: lease, gateway, and interrupts that come when packets do.</summary>
internal sealed class NetworkTests(Network network, Machine machine, bool usesDhcp)
{
    private const int PingTimeout = 5_000;
    private const int DiscardPort = 9;

    public IEnumerable<ISelfTest> All
    {
        get
        {
            if (usesDhcp)
                yield return new DelegateSelfTest("net.dhcp-lease", Lease);
            yield return new DelegateSelfTest("net.ping-gateway", PingGatewayAsync);
            yield return new DelegateSelfTest("net.arp-gateway", ArpGatewayAsync);
            yield return new DelegateSelfTest("net.groups", GroupsAsync);
            yield return new DelegateSelfTest("net.do-not-fragment", DoNotFragment);
            yield return new DelegateSelfTest("net.interrupt-delivered", InterruptDeliveredAsync);
            yield return new DelegateSelfTest("net.bcl-agrees", BclAgrees);
            yield return new DelegateSelfTest("net.change-noticed", ChangeNoticedAsync);
        }
    }

    private void Lease()
    {
        using (network.Loop.Enter())
        {
            NetworkInterface first = First();
            DhcpLease lease = first.Dhcp?.Lease ?? throw new SelfTestFailedException($"{first.Name} has no lease");
            Check.True(FindAddress(first, own => own.Prefix == lease.Address) is not null, $"{first.Name} does not have the leased address {lease.Address}");
            Check.True(lease.Expiry > network.Loop.Stack.Now, "the lease is over");
            Check.True(lease.Renewal < lease.Rebinding && lease.Rebinding < lease.Expiry, "renewal, rebinding and expiry are not in this order");
        }
    }

    private static InterfaceAddress? FindAddress(NetworkInterface owner, Predicate<InterfaceAddress> isMeant)
    {
        foreach (InterfaceAddress own in owner.Addresses)
        {
            if (own.IsAssigned && isMeant(own))
                return own;
        }

        return null;
    }

    private async Task PingGatewayAsync(CancellationToken cancellation)
    {
        using Ping ping = new();
        PingReply reply = await ping.SendPingAsync(Gateway(), PingTimeout).WaitAsync(cancellation);
        Check.Equal(IPStatus.Success, reply.Status, "the answer to an echo request");
    }

    private async Task ArpGatewayAsync(CancellationToken cancellation)
    {
        await PingGatewayAsync(cancellation);
        using (network.Loop.Enter())
        {
            StackCounters counters = network.Loop.Stack.Counters;
            Check.True(counters.Arp.InReplies > 0, "no ARP reply was ever received");
            Check.Equal(0L, counters.Arp.Conflicts, "stations that claim our address");
        }
    }

    private async Task InterruptDeliveredAsync(CancellationToken cancellation)
    {
        uint before = Interrupts();
        await PingGatewayAsync(cancellation);
        Check.True(Interrupts() != before, "an answer came without an interrupt for it");
    }

    private uint Interrupts() => machine.NetworkDevices switch
    {
        [VirtioNetDevice device, ..] => device.ReceiveInterrupts,
        [E1000Device device, ..] => device.Interrupts,
        _ => throw new SelfTestFailedException("there is no network device"),
    };

    private Task GroupsAsync(CancellationToken cancellation)
    {
        IPAddress own = IPAddress.Parse(FindAddress(First(), own => own.Address.IsIpv4)!.Address.ToString());
        return GroupExchange.RunAsync(IPAddress.Parse("239.90.176.1"), own, First().Index, cancellation);
    }

    private void DoNotFragment()
    {
        const int Headers = 28;
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { DontFragment = true };
        IPEndPoint target = new(Gateway(), DiscardPort);
        int longest = First().Device.Capabilities.Mtu - Headers;
        SocketException refused = Check.Throws<SocketException>(() => socket.SendTo(new byte[longest + 1], target));
        Check.Equal(SocketError.MessageSize, refused.SocketErrorCode, "the error for a datagram that must not be fragmented");
        Check.Equal(longest, socket.SendTo(new byte[longest], target), "bytes of a datagram that fits");
    }

    private void BclAgrees()
    {
        List<string> addresses = [];
        foreach (System.Net.NetworkInformation.NetworkInterface each in System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (UnicastIPAddressInformation address in each.GetIPProperties().UnicastAddresses)
                addresses.Add(address.Address.ToString());
        }

        Check.True(addresses.Contains(network.Address.ToString()), $"the class library knows {string.Join(", ", addresses)}, and not {network.Address}");
        Check.Equal(Dns.GetHostName(), network.Loop.Stack.HostName, "the host name");
    }

    private async Task ChangeNoticedAsync(CancellationToken cancellation)
    {
        IpPrefix address = new(IpAddress.FromIpv4(127, 5, 5, 5), 32);
        TaskCompletionSource noticed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        NetworkAddressChangedEventHandler handler = (_, _) => noticed.TrySetResult();
        NetworkChange.NetworkAddressChanged += handler;
        try
        {
            Configure(loopback => loopback.AddAddress(address));
            await noticed.Task.WaitAsync(cancellation);
        }
        finally
        {
            NetworkChange.NetworkAddressChanged -= handler;
            Configure(loopback => loopback.RemoveAddress(address.Address));
        }
    }

    private void Configure(Action<NetworkInterface> change)
    {
        using (network.Loop.Enter())
            change(network.Loop.Stack.Interfaces[0]);
    }

    private IPAddress Gateway()
    {
        using (network.Loop.Enter())
        {
            foreach (Route route in network.Loop.Stack.Routes.Routes)
            {
                if (route is { Destination: { Length: 0, Address.IsIpv4: true }, Gateway: { } gateway })
                    return IPAddress.Parse(gateway.ToString());
            }
        }

        throw new SelfTestFailedException("there is no default route");
    }

    private NetworkInterface First()
    {
        const int AfterLoopback = 1;
        IReadOnlyList<NetworkInterface> interfaces = network.Loop.Stack.Interfaces;
        return interfaces.Count > AfterLoopback ? interfaces[AfterLoopback] : throw new SelfTestFailedException("there is no interface but loopback");
    }
}
