using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// The whole protocol stack, without threads, clock, randomness or device of its own: its owner hands all of them in and calls
/// <see cref="Poll"/> when a device or a timer has something, or after sockets were used. All calls must be serialised by the owner.
/// </summary>
public sealed class NetworkStack
{
    public NetworkStack(StackOptions options) => throw new NotImplementedException();

    /// <summary>The time of the last Poll.</summary>
    public Instant Now => throw new NotImplementedException();

    /// <summary>When to call Poll if nothing else happens; null: never. Not after Now: at once, there is work.</summary>
    public Instant? NextPoll => throw new NotImplementedException();

    public string HostName => throw new NotImplementedException();

    /// <summary>Loopback first.</summary>
    public IReadOnlyList<NetworkInterface> Interfaces => throw new NotImplementedException();

    public RouteTable Routes => throw new NotImplementedException();

    public TcpLayer Tcp => throw new NotImplementedException();

    public UdpLayer Udp => throw new NotImplementedException();

    public DnsResolver Dns => throw new NotImplementedException();

    /// <summary>Counters of every layer, by the names of the MIBs (RFC 4293, 4022, 4113).</summary>
    public StackCounters Counters => throw new NotImplementedException();

    /// <summary>Raised inside Poll when an interface's addresses, its link state, the routes or the name servers changed.</summary>
    public event Action? ConfigurationChanged
    {
        add => throw new NotImplementedException();
        remove => throw new NotImplementedException();
    }

    /// <summary>Attaches a device under a name such as eth0.</summary>
    public NetworkInterface AddInterface(string name, ILinkDevice device) => throw new NotImplementedException();

    public RawSocket CreateRawSocket(IpProtocol protocol, bool ipv6) => throw new NotImplementedException();

    /// <summary>Receives, runs timers and sends, each within bounds. True: some socket's or the configuration's state may have changed.</summary>
    public bool Poll(Instant now) => throw new NotImplementedException();
}
