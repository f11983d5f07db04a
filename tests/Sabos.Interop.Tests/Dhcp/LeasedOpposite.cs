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

/// <summary>Linux at 10.88.0.1 with dnsmasq, and opposite the stack in this process, which gets 10.88.0.50 from it.</summary>
internal sealed class LeasedOpposite : IAsyncDisposable
{
    private const string Device = "tap0";

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly string _leaseFile = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}.leases");
    private readonly List<string> _options;
    private StackProcess? _stack;
    private Dnsmasq? _server;
    private LeaseLog? _client;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2 * Transfers.Factor));
    private readonly ITestOutputHelper _output;

    private LeasedOpposite(ITestOutputHelper output, IEnumerable<string> options)
    {
        _output = output;
        _options = ["--port=0", "--dhcp-range=10.88.0.50,10.88.0.50,2m", .. options];
    }

    /// <summary>Starts both sides.</summary>
    /// <param name="output">Where both logs go at the end.</param>
    /// <param name="options">dnsmasq's, beside the one address that it gives.</param>
    public static async Task<LeasedOpposite> StartAsync(ITestOutputHelper output, params IEnumerable<string> options)
    {
        LeasedOpposite opposite = new(output, options);
        TapPort? port = null;
        try
        {
            opposite.Run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
            port = opposite._namespace.Enter(() => new TapPort(Device));
            opposite.Run("ip", "address", "add", "10.88.0.1/24", "dev", Device);
            opposite.Run("ip", "link", "set", Device, "up");
            await opposite.StartServerAsync();
            opposite._stack = new StackProcess(port, new StackProcessOptions { Address = null, Speed = IsLong ? 1 : 10 }, opposite.Serve);
            return opposite;
        }
        catch
        {
            port?.Dispose();
            await opposite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the stack's transfer service is.</summary>
    public static IPEndPoint Service { get; } = new(IPAddress.Parse("10.88.0.50"), 7000);

    /// <summary>In a long run the clock of the stack goes as the wall's does; else a minute takes six seconds.</summary>
    public static bool IsLong => Transfers.Factor > 1;

    /// <summary>Cancelled when something hangs: long after anything here should take.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>The client's side.</summary>
    public LeaseLog Client => _client ?? throw new InvalidOperationException("the stack has not been started");

    /// <summary>The server's side.</summary>
    public Transcript Server => _server!.Log;

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

    public async Task<Socket> ConnectAsync()
    {
        Socket socket = _namespace.Enter(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        await socket.ConnectAsync(Service, Deadline);
        return socket;
    }

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
        _output.WriteLine(_client?.Lines.Text ?? "");
        _deadline.Dispose();
        _namespace.Dispose();
        File.Delete(_leaseFile);
    }

    private void Run(params IEnumerable<string> command) => ExternalCommand.Run([.. _namespace.Launcher, .. command]);

    private Action Serve(NetworkStack stack)
    {
        const int AfterLoopback = 1;
        StackTransferService service = new(stack, (ushort)Service.Port);
        _client = new LeaseLog(stack.Interfaces[AfterLoopback]);
        Deadline.Register(_client.Lines.End);
        return () =>
        {
            service.Run();
            _client.Look();
        };
    }
}
