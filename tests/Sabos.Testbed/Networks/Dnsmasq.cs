using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>dnsmasq(8) in the foreground, as name and DHCP server of a network namespace, until it is disposed of. What it did is in its log.</summary>
public sealed class Dnsmasq : IAsyncDisposable
{
    // Longer than any test takes: who waits for something in its log then fails.
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(20);

    private readonly Process _process;
    private readonly CancellationTokenSource _deadline = new(s_deadline);
    private readonly Task _reading;

    private Dnsmasq(Process process)
    {
        _process = process;
        _deadline.Token.Register(_process.Kill);
        _reading = ReadLogAsync(process.StandardError);
    }

    /// <summary>What it writes about requests and answers. It ends when dnsmasq ends.</summary>
    public Transcript Log { get; } = new();

    /// <summary>Starts it on a device. It serves once <see cref="Log"/> says so.</summary>
    /// <param name="launcher">What runs a program in the namespace.</param>
    /// <param name="device">Where it listens.</param>
    /// <param name="leaseFile">Where it keeps its leases from one start to the next.</param>
    /// <param name="options">Beside those every server of ours has, such as <c>--dhcp-range</c>.</param>
    public static async Task<Dnsmasq> StartAsync(IReadOnlyList<string> launcher, string device, string leaseFile, params IEnumerable<string> options)
    {
        string[] command =
        [
            .. launcher,
            "dnsmasq", "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--log-dhcp", "--user=root", "--pid-file=",
            $"--interface={device}", "--bind-interfaces", "--dhcp-authoritative", "--no-ping", $"--dhcp-leasefile={leaseFile}",
            .. options,
        ];
        Dnsmasq server = new(Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true })!);
        await server.Log.ExpectAsync("sockets bound exclusively");
        return server;
    }

    /// <summary>Kills it: nobody who has a lease is told.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _deadline.Dispose();
        _process.Dispose();
    }

    private async Task ReadLogAsync(StreamReader log)
    {
        while (await log.ReadLineAsync() is { } line)
            Log.Append($"{line}\n");
        Log.End();
    }
}
