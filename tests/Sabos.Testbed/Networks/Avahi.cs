using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>avahi-daemon(8), the multicast DNS of a network namespace: it answers for a name, and is asked for others'.</summary>
public sealed partial class Avahi : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sabos");
    private readonly Daemon _daemon;

    private Avahi(IReadOnlyList<string> launcher, string device, string hostName)
    {
        string configuration = Path.Combine(_directory.FullName, "avahi.conf");
        File.WriteAllText(configuration, $"""
            [server]
            host-name={hostName}
            allow-interfaces={device}
            enable-dbus=no
            [wide-area]
            enable-wide-area=no
            """);

        // Its socket has a fixed place, of which each gets one of its own.
        const string Place = "/run/avahi-daemon";
        _daemon = Daemon.Start(
        [
            .. launcher, "unshare", "--mount", "sh", "-c",
            $"mkdir -p {Place} && mount -t tmpfs tmpfs {Place} && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f {configuration}",
        ]);
    }

    /// <summary>Its name, without <c>.local</c>: another than it was given where that was another's.</summary>
    public string HostName { get; private set; } = "";

    /// <summary>Starts it, and waits until its name is its own.</summary>
    /// <param name="launcher">What runs a program in the namespace.</param>
    /// <param name="device">Where it talks.</param>
    /// <param name="hostName">The name that it asks for.</param>
    public static async Task<Avahi> StartAsync(IReadOnlyList<string> launcher, string device, string hostName)
    {
        Avahi avahi = new(launcher, device, hostName);
        avahi.HostName = (await avahi._daemon.Log.ExpectAsync(StartupComplete())).Groups["name"].Value;
        return avahi;
    }

    /// <summary>Asks it on behalf of a program, as nss-mdns does: <c>RESOLVE-HOSTNAME-IPV4 NAME</c>, <c>RESOLVE-ADDRESS ADDRESS</c>.</summary>
    /// <returns>A line: <c>+ interface protocol name address</c>, or <c>- code reason</c>.</returns>
    public async Task<string> AskAsync(string request, CancellationToken cancellation)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint($"/proc/{_daemon.ProcessId}/root/run/avahi-daemon/socket"), cancellation);
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request}\n"), cancellation);
        using StreamReader reader = new(stream);
        return await reader.ReadLineAsync(cancellation) ?? throw new EndOfStreamException("avahi-daemon closed its socket");
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [GeneratedRegex(@"Server startup complete\. Host name is (?<name>[^.]+)\.local", RegexOptions.ExplicitCapture)]
    private static partial Regex StartupComplete();
}
