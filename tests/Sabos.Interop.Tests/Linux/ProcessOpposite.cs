using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using Sabos.Testbed;
using Sabos.Wire;

namespace Sabos.Interop.Tests;

/// <summary>Opposite Linux is the stack in this process.</summary>
internal sealed class ProcessOpposite : IOpposite, IDisposable
{
    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2 * Transfers.Factor));

    /// <param name="options">The stack and the path before it.</param>
    /// <param name="settings">Linux's, as in sysctl(8).</param>
    public ProcessOpposite(StackProcessOptions options, params IEnumerable<string> settings)
    {
        TapPort? port = null;
        try
        {
            UsesIpv6 = options.Ipv6Address is not null;
            Run("sysctl", "-qw", $"net.ipv6.conf.default.disable_ipv6={(UsesIpv6 ? 0 : 1)}");
            port = _namespace.Enter(() => new TapPort("tap0"));
            foreach (string setting in settings)
                Run("sysctl", "-qw", setting);
            Run("ip", "address", "add", "10.88.0.1/24", "dev", "tap0");
            if (UsesIpv6)
                Run("ip", "address", "add", "fd88::1/64", "dev", "tap0", "nodad");
            Run("ip", "link", "set", "tap0", "mtu", $"{options.Mtu}", "up");
            Stack = new StackProcess(port, options, stack => new StackTransferService(stack, IOpposite.ServicePort).Run);
        }
        catch
        {
            port?.Dispose();
            _deadline.Dispose();
            _namespace.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool UsesIpv6 { get; }

    public StackProcess Stack { get; }

    /// <inheritdoc/>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>Runs a program on Linux's side.</summary>
    public string Run(params IEnumerable<string> command) => ExternalCommand.Run([.. _namespace.Launcher, .. command]);

    /// <inheritdoc/>
    public Socket CreateSocket() =>
        _namespace.Enter(() => new Socket(UsesIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>Counters of Linux's, as nstat(8) shows them.</summary>
    public string Counters(params IEnumerable<string> names) =>
        string.Join(", ", Run(["nstat", "-asz", .. names]).Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2])));

    public void Dispose()
    {
        Stack.Dispose();
        _deadline.Dispose();
        _namespace.Dispose();
    }
}
