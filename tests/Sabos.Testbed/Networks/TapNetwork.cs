using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Testbed;

/// <summary>A TAP device in a network namespace of its own: opposite the image is Linux's network stack, at 10.88.0.1 and fd88::1.</summary>
public sealed class TapNetwork : GuestNetwork
{
    public static readonly IPAddress HostAddress = IPAddress.Parse("10.88.0.1");

    public static readonly IPAddress ImageAddress = IPAddress.Parse("10.88.0.2");

    public static readonly IPAddress ImageIpv6Address = IPAddress.Parse("fd88::2");

    public static readonly IPAddress HostIpv6Address = IPAddress.Parse("fd88::1");

    /// <summary>Linux's side.</summary>
    public const string Device = "tap0";

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly bool _isLeased;

    /// <param name="isLeased">The image gets its address from a DHCP server, which is up to the test.</param>
    public TapNetwork(bool isLeased = false)
    {
        _isLeased = isLeased;
        try
        {
            Execute("ip", "link", "set", "lo", "up");
            Execute("ip", "tuntap", "add", "dev", Device, "mode", "tap");
            Execute("ip", "address", "add", $"{HostAddress}/24", "dev", Device);
            Execute("ip", "address", "add", $"{HostIpv6Address}/64", "dev", Device, "nodad");
            Execute("ip", "link", "set", Device, "up");
        }
        catch
        {
            _namespace.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Launcher => _namespace.Launcher;

    /// <inheritdoc/>
    public override bool TakesBursts => true;

    /// <inheritdoc/>
    public override string Backend => $"tap,id=net,ifname={Device},script=no,downscript=no{Headers}";

    /// <inheritdoc/>
    public override string CommandLine => _isLeased ? "ip=dhcp" : $"ip={ImageAddress}/24 gw={HostAddress} ip6={ImageIpv6Address}/64";

    /// <inheritdoc/>
    public override IPEndPoint EndPointOf(int imagePort) => new(ImageAddress, imagePort);

    /// <inheritdoc/>
    public override Socket CreateSocket() => _namespace.Enter(base.CreateSocket);

    /// <summary>A TCP socket of IPv6 in the place where the end points are.</summary>
    public Socket CreateIpv6Socket() => _namespace.Enter(() => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>A socket that sends whole IP packets towards the image, from whatever source they say.</summary>
    public Socket CreateRawSocket() =>
        _namespace.Enter(() => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw));

    // The headers of offloads that stand before the frames would make a capture unreadable.
    private static string Headers => QemuCommand.CaptureDirectory is null ? "" : ",vnet_hdr=off";

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _namespace.Dispose();
        base.Dispose(disposing);
    }
}
