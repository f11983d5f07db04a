using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Testbed;
using Sabos.Wire;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>Linux at 10.88.0.1 with dnsmasq, and opposite the stack in this process, which asks one question after the other.</summary>
internal sealed class NamesOpposite : IAsyncDisposable
{
    private const string Device = "tap0";

    private readonly NetworkNamespace _namespace = NetworkNamespace.Create();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(1));
    private readonly string _leaseFile = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}.leases");
    private readonly TaskCompletionSource<string[]> _results = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<DnsQuery> _asked = [];
    private readonly ITestOutputHelper _output;
    private Dnsmasq? _server;
    private StackProcess? _stack;

    private NamesOpposite(ITestOutputHelper output) => _output = output;

    /// <summary>Cancelled when something hangs: long after anything here should take.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>A line for each question: the name, the status, the canonical name, the addresses.</summary>
    public Task<string[]> Results => _results.Task;

    /// <summary>Starts both sides.</summary>
    /// <param name="output">Where the server's log goes at the end.</param>
    /// <param name="options">dnsmasq's.</param>
    /// <param name="questions">Begun on the stack's thread, each when the one before it is answered.</param>
    public static async Task<NamesOpposite> StartAsync(ITestOutputHelper output, IEnumerable<string> options, params Func<DnsResolver, DnsQuery>[] questions)
    {
        NamesOpposite opposite = new(output);
        TapPort? port = null;
        try
        {
            opposite.Run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
            port = opposite._namespace.Enter(() => new TapPort(Device));
            opposite.Run("ip", "address", "add", "10.88.0.1/24", "dev", Device);
            opposite.Run("ip", "link", "set", Device, "up");
            opposite._server = await Dnsmasq.StartAsync(
                opposite._namespace.Launcher, Device, opposite._leaseFile, ["--dhcp-range=10.88.0.50,10.88.0.50,2m", "--log-queries", .. options]);
            opposite._stack = new StackProcess(port, new StackProcessOptions { Address = null }, stack => () => opposite.Ask(stack, questions));
            return opposite;
        }
        catch
        {
            port?.Dispose();
            await opposite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the stack and throws what it threw.</summary>
    public NetworkStack Stop()
    {
        _stack!.Stop();
        return _stack.Stack;
    }

    public async ValueTask DisposeAsync()
    {
        _stack?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _output.WriteLine(_server.Log.Text);
        }

        _deadline.Dispose();
        _namespace.Dispose();
        File.Delete(_leaseFile);
    }

    /// <summary>After each poll of the stack, once it has a server to ask.</summary>
    private void Ask(NetworkStack stack, Func<DnsResolver, DnsQuery>[] questions)
    {
        if (stack.NameServers.Servers.Count == 0)
            return;
        while (_asked.Count < questions.Length && (_asked.Count == 0 || _asked[^1].IsCompleted))
            _asked.Add(questions[_asked.Count](stack.Dns));
        if (_asked.TrueForAll(static query => query.IsCompleted))
            _results.TrySetResult([.. _asked.Select(Describe)]);
    }

    private static string Describe(DnsQuery query) =>
        $"{query.Name} {query.Status} {query.CanonicalName} {string.Join(' ', query.Addresses)}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();

    private void Run(params IEnumerable<string> command) => ExternalCommand.Run([.. _namespace.Launcher, .. command]);
}
