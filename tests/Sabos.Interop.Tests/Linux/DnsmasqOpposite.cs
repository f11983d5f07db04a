using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Testbed;
using Sabos.Wire;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>
/// Linux at 10.88.0.1, and fd88::1, with dnsmasq, and opposite the stack in this process, which gets 10.88.0.50 from it for two minutes at a time.
/// </summary>
internal sealed class DnsmasqOpposite : IAsyncDisposable
{
    private const string Device = "tap0";

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2 * Transfers.Factor));
    private readonly string _leaseFile = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}.leases");
    private readonly ITestOutputHelper _output;
    private readonly List<string> _options;
    private Daemon? _server;
    private StackProcess? _stack;

    private DnsmasqOpposite(ITestOutputHelper output, IEnumerable<string> options)
    {
        _output = output;
        _options = ["--dhcp-range=10.88.0.50,10.88.0.50,2m", .. options];
    }

    /// <summary>Cancelled when something hangs: long after anything here should take.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>Starts both sides.</summary>
    /// <param name="output">Where the server's log goes at the end.</param>
    /// <param name="options">dnsmasq's, beside the one address that it gives.</param>
    /// <param name="program">Makes what uses the stack: it is called after every poll, on the stack's thread.</param>
    /// <param name="speed">How much faster than the wall's the stack's clock goes.</param>
    /// <param name="ipv6">Both sides use IPv6, too.</param>
    public static async Task<DnsmasqOpposite> StartAsync(
        ITestOutputHelper output, IEnumerable<string> options, Func<NetworkStack, Action> program, int speed = 1, bool ipv6 = false)
    {
        DnsmasqOpposite opposite = new(output, options);
        TapPort? port = null;
        try
        {
            opposite.Execute("sysctl", "-qw", $"net.ipv6.conf.default.disable_ipv6={(ipv6 ? 0 : 1)}");
            port = opposite._namespace.Enter(() => new TapPort(Device));
            opposite.Execute("ip", "address", "add", "10.88.0.1/24", "dev", Device);
            if (ipv6)
                opposite.Execute("ip", "address", "add", "fd88::1/64", "dev", Device, "nodad");
            opposite.Execute("ip", "link", "set", Device, "up");
            await opposite.StartServerAsync();
            opposite._stack = new StackProcess(port, new StackProcessOptions { Address = null, UsesIpv6 = ipv6, Speed = speed }, program);
            return opposite;
        }
        catch
        {
            port?.Dispose();
            await opposite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, which remembers what it granted.</summary>
    public async Task StartServerAsync() => _server = await Dnsmasq.StartAsync(_namespace.Launcher, Device, _leaseFile, _options);

    public async Task KillServerAsync()
    {
        if (_server is null)
            return;
        await _server.DisposeAsync();
        _output.WriteLine(_server.Log.Text);
        _server = null;
    }

    /// <summary>What the server remembers (dnsmasq's file).</summary>
    public string Leases => File.ReadAllText(_leaseFile);

    /// <summary>A connection that Linux opens.</summary>
    public async Task<Socket> ConnectAsync(int port, string address = "10.88.0.50")
    {
        IPEndPoint remote = new(IPAddress.Parse(address), port);
        Socket socket = _namespace.Enter(() => new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        await socket.ConnectAsync(remote, Deadline);
        return socket;
    }

    /// <summary>Runs a program on Linux's side.</summary>
    public void Execute(params IEnumerable<string> command) => ExternalCommand.Run([.. _namespace.Launcher, .. command]);

    /// <summary>Stops the stack and throws what it threw.</summary>
    public NetworkStack Stop()
    {
        _stack!.Stop();
        return _stack.Stack;
    }

    public async ValueTask DisposeAsync()
    {
        await KillServerAsync();
        _stack?.Dispose();
        _deadline.Dispose();
        _namespace.Dispose();
        File.Delete(_leaseFile);
    }
}
