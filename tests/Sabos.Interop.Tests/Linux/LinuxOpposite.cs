using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Testbed;
using Sabos.Transfer;
using Sabos.Wire;

namespace Sabos.Interop.Tests;

/// <summary>The stack with a transfer service at 10.88.0.2, and Linux's own TCP opposite at 10.88.0.1, in a network namespace of its own.</summary>
internal sealed class LinuxOpposite : IDisposable
{
    private const ushort Port = 7000;

    private static readonly IPAddress s_linuxAddress = IPAddress.Parse("10.88.0.1");
    private static readonly IPEndPoint s_service = new(IPAddress.Parse("10.88.0.2"), Port);

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2));

    /// <param name="options">The stack and the path before it.</param>
    /// <param name="settings">Linux's, as in sysctl(8).</param>
    public LinuxOpposite(StackProcessOptions options, params IEnumerable<string> settings)
    {
        TapPort? port = null;
        try
        {
            Run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
            port = _namespace.Enter(() => new TapPort("tap0"));
            foreach (string setting in settings)
                Run("sysctl", "-qw", setting);
            Run("ip", "address", "add", $"{s_linuxAddress}/24", "dev", "tap0");
            Run("ip", "link", "set", "tap0", "mtu", $"{options.Mtu}", "up");
            Stack = new StackProcess(port, options, stack => new StackTransferService(stack, Port).Run);
        }
        catch
        {
            port?.Dispose();
            _deadline.Dispose();
            _namespace.Dispose();
            throw;
        }
    }

    public StackProcess Stack { get; }

    /// <summary>Cancelled when something hangs: long after anything here should take.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>Runs a program on Linux's side.</summary>
    public string Run(params IEnumerable<string> command) => ExternalCommand.Run([.. _namespace.Launcher, .. command]);

    /// <summary>A connection that Linux opens.</summary>
    public async Task<Socket> ConnectAsync()
    {
        Socket socket = NewSocket();
        try
        {
            await socket.ConnectAsync(s_service, Deadline);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection that the stack opens, because it is asked to for a request.</summary>
    public async Task<Socket> AcceptAsync(TransferRequest request)
    {
        using Socket listener = NewSocket();
        listener.Bind(new IPEndPoint(s_linuxAddress, 0));
        listener.Listen();
        using (Socket asking = await ConnectAsync())
        {
            await asking.SendAsync(System.Text.Encoding.ASCII.GetBytes($"{request with { Callee = (IPEndPoint)listener.LocalEndPoint! }}\n"), Deadline);
            asking.Shutdown(SocketShutdown.Send);
            await asking.ReceiveAsync(new byte[1], Deadline);
        }

        return await listener.AcceptAsync(Deadline);
    }

    /// <summary>Counters of Linux's, as nstat(8) shows them.</summary>
    public string Counters(params IEnumerable<string> names) =>
        string.Join(", ", Run(["nstat", "-asz", .. names]).Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2])));

    public void Dispose()
    {
        Stack.Dispose();
        _deadline.Dispose();
        _namespace.Dispose();
    }

    private Socket NewSocket() => _namespace.Enter(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
}
