using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Hal;
using Sabos.Net;
using Sabos.Sockets;

namespace Sabos.Image;

/// <summary>The stack over the devices of the machine, configured as the command line says, beneath the class library's sockets.</summary>
internal sealed class Network : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // A second for those who serve leases to be found, and one for what is said to them to go out.
    private static readonly TimeSpan s_longestFarewell = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _configured = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly bool _usesIpv4;

    private Network(NetworkLoop loop, bool usesIpv4)
    {
        Loop = loop;
        _usesIpv4 = usesIpv4;
    }

    public NetworkLoop Loop { get; }

    /// <summary>Completes once there is an address that others can reach, and static ones of IPv6 are ours or are not; at once without a device or IP.</summary>
    public Task Configured => _configured.Task;

    /// <summary>The first address that others can reach us by; loopback's where there is none.</summary>
    public IpAddress Address
    {
        get
        {
            using (Loop.Enter())
                return FindAddress() ?? IpAddress.LoopbackIpv4;
        }
    }

    /// <summary>Starts the network: from here on sockets work, on loopback at once.</summary>
    /// <param name="parameters">The host's name and address.</param>
    /// <param name="devices">The devices, eth0 first.</param>
    /// <param name="wake">What the devices signal.</param>
    /// <param name="log">Where to warn of another station with our address.</param>
    public static Network Start(BootParameters parameters, IEnumerable<ILinkDevice> devices, EventWord wake, BootLog log)
    {
        const int SeedLength = 32;
        NetworkStack stack = new(NetworkConfiguration.CreateOptions(
            parameters, Entropy.Take(SeedLength), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        Network network = new(new NetworkLoop(stack, wake), parameters.UsesIpv4);
        List<NetworkInterface> interfaces = [];
        foreach (ILinkDevice device in devices)
            interfaces.Add(stack.AddInterface(string.Create(CultureInfo.InvariantCulture, $"eth{interfaces.Count}"), device));

        if (interfaces.Count == 0 || parameters is { UsesIpv4: false, Ipv6.IsEnabled: false })
            network._configured.SetResult();
        stack.ConfigurationChanged += network.OnConfigurationChanged;

        // Not from inside the poll: the console may make its writer wait.
        stack.AddressConflictDetected += conflict => ThreadPool.UnsafeQueueUserWorkItem(
            _ => log.Warn(Describe(conflict)), null);
        NetworkConfiguration.Apply(parameters, stack, interfaces);
        SocketSystem.Serve(network.Loop);
        network.Loop.Start();
        return network;
    }

    /// <summary>
    /// Takes leave of the links: leases are given back (RFC 2131 4.4.6, RFC 8415 18.2.7), and who serves them told soon or not at all. What was said has left
    /// the devices then: it would be lost with the machine.
    /// </summary>
    public async Task LeaveAsync()
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (Loop.Enter())
        {
            Loop.Stack.MulticastDns.Stop();
            Loop.Polled += CompleteIfGone;
            foreach (NetworkInterface each in Loop.Stack.Interfaces)
            {
                each.Dhcp?.Release();
                each.ReleaseIpv6();
            }

            CompleteIfGone();
        }

        await Task.WhenAny(gone.Task, Task.Delay(s_longestFarewell));

        // Called under the stack's lock.
        void CompleteIfGone()
        {
            foreach (NetworkInterface each in Loop.Stack.Interfaces)
            {
                if (each.Dhcp is { State: not DhcpState.Released } || each.HasUnsent())
                    return;
            }

            gone.TrySetResult();
        }
    }

    /// <summary>Takes leave of the links, and stops the loop.</summary>
    public void Dispose()
    {
        using (Loop.Enter())
            Loop.Stack.MulticastDns.Stop();
        Loop.Dispose();
    }

    private static string Describe(AddressConflict conflict) => conflict.IsLost
        ? $"{conflict.Rival} has {conflict.Address} on {conflict.Interface.Name}: we do not use it"
        : $"{conflict.Rival} uses our address {conflict.Address} too, on {conflict.Interface.Name}";

    // Called inside the stack's poll, under its lock.
    private void OnConfigurationChanged()
    {
        IpAddress? address = FindAddress();
        if (IsAskingForStaticIpv6())
            return;
        if (address is { } found && (found.IsIpv4 || !(_usesIpv4 || found.IsLinkLocal)))
            _configured.TrySetResult();
        else if (address is not null)
            _ = SettleAsync();
    }

    // IPv4's may follow, or a router's; where nobody answers, this is what there is.
    private async Task SettleAsync()
    {
        await Task.Delay(s_patience).ConfigureAwait(false);
        _configured.TrySetResult();
    }

    // Who configured an address uses it as soon as we are ready; others' may come later.
    private bool IsAskingForStaticIpv6()
    {
        foreach (NetworkInterface networkInterface in Loop.Stack.Interfaces)
        {
            foreach (InterfaceAddress own in networkInterface.Addresses)
            {
                if (own is { Address.IsIpv6: true, Origin: AddressOrigin.Static, State: AddressState.Tentative })
                    return true;
            }
        }

        return false;
    }

    private IpAddress? FindAddress()
    {
        IpAddress? found = null;
        int best = 0;
        foreach (NetworkInterface networkInterface in Loop.Stack.Interfaces)
        {
            foreach (InterfaceAddress own in networkInterface.Addresses)
            {
                if (own.IsAssigned && Rank(own.Address) > best)
                {
                    best = Rank(own.Address);
                    found = own.Address;
                }
            }
        }

        return found;
    }

    // An IPv4 address first, for those who have no other; one of the link is better than none.
    private int Rank(IpAddress address) => address switch
    {
        { IsLoopback: true } => 0,
        { IsLinkLocal: true } => address.IsIpv4 || !_usesIpv4 ? 1 : 0,
        { IsIpv6: true } => 2,
        _ => 3,
    };
}
