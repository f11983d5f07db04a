using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Sabos.Net.Simulation;
using Sabos.Wire;

namespace Sabos.Testbed;

/// <summary>
/// A TAP device in a network namespace of its own, and between it and the machine a wire that harms frames: opposite the image is Linux's network stack,
/// at 10.88.0.1 and fd88::1, on a bad path.
/// </summary>
public sealed class WireNetwork : GuestNetwork
{
    private const string Device = "tap0";
    private const int FramesAtASocket = 1024;

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}");

    /// <param name="profile">What the wire does in either direction.</param>
    /// <param name="seed">Of its draws.</param>
    /// <param name="ipv6">The image is reached over IPv6.</param>
    public WireNetwork(FaultProfile profile, int seed, bool ipv6 = false)
    {
        UsesIpv6 = ipv6;
        try
        {
            Execute("sh", "-c", $"echo {FramesAtASocket} > /proc/sys/net/unix/max_dgram_qlen");
            Wire = _namespace.Enter(() => new Relay(new TapPort(Device), new DatagramPort(WirePath, GuestPath), profile, seed));
            Execute("ip", "link", "set", "lo", "up");
            Execute("ip", "address", "add", "10.88.0.1/24", "dev", Device);
            Execute("ip", "address", "add", $"{TapNetwork.HostIpv6Address}/64", "dev", Device, "nodad");
            Execute("ip", "link", "set", Device, "up");
        }
        catch
        {
            Wire?.Dispose();
            _namespace.Dispose();
            throw;
        }
    }

    public Relay Wire { get; }

    /// <summary>The end points are those of IPv6.</summary>
    public bool UsesIpv6 { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Launcher => _namespace.Launcher;

    /// <inheritdoc/>
    public override bool TakesBursts => true;

    /// <inheritdoc/>
    public override string Backend => $"dgram,id=net,local.type=unix,local.path={GuestPath},remote.type=unix,remote.path={WirePath}";

    /// <inheritdoc/>
    public override string CommandLine => $"ip={TapNetwork.ImageAddress}/24 gw=10.88.0.1 ip6={TapNetwork.ImageIpv6Address}/64";

    private string GuestPath => _path + ".guest";

    private string WirePath => _path + ".wire";

    /// <inheritdoc/>
    public override IPEndPoint EndPointOf(int imagePort) => new(UsesIpv6 ? TapNetwork.ImageIpv6Address : TapNetwork.ImageAddress, imagePort);

    /// <inheritdoc/>
    public override Socket CreateSocket() => _namespace.Enter(() =>
        UsesIpv6 ? new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true } : base.CreateSocket());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Wire.Dispose();
            File.Delete(GuestPath);
            _namespace.Dispose();
        }

        base.Dispose(disposing);
    }
}
