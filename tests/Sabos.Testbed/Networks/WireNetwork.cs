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
/// at 10.88.0.1, on a bad path.
/// </summary>
public sealed class WireNetwork : GuestNetwork
{
    private const string Device = "tap0";
    private const int FramesAtASocket = 1024;

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}");

    /// <param name="profile">What the wire does in either direction.</param>
    /// <param name="seed">Of its draws.</param>
    public WireNetwork(FaultProfile profile, int seed)
    {
        try
        {
            Execute("sh", "-c", $"echo {FramesAtASocket} > /proc/sys/net/unix/max_dgram_qlen");
            Wire = _namespace.Enter(() => new Relay(new TapPort(Device), new DatagramPort(WirePath, GuestPath), profile, seed));
            Execute("ip", "link", "set", "lo", "up");
            Execute("ip", "address", "add", "10.88.0.1/24", "dev", Device);
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

    /// <inheritdoc/>
    public override IReadOnlyList<string> Launcher => _namespace.Launcher;

    /// <inheritdoc/>
    public override bool TakesBursts => true;

    /// <inheritdoc/>
    public override string Backend => $"dgram,id=net,local.type=unix,local.path={GuestPath},remote.type=unix,remote.path={WirePath}";

    /// <inheritdoc/>
    public override string CommandLine => $"ip={TapNetwork.ImageAddress}/24 gw=10.88.0.1";

    private string GuestPath => _path + ".guest";

    private string WirePath => _path + ".wire";

    /// <inheritdoc/>
    public override IPEndPoint EndPointOf(int imagePort) => new(TapNetwork.ImageAddress, imagePort);

    /// <inheritdoc/>
    public override Socket CreateSocket() => _namespace.Enter(base.CreateSocket);

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
