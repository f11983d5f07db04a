using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.HelloStd.Steps;

namespace Sabos.HelloStd;

/// <summary>
/// Exercises the networking of the base class library as a program would, over the loopback, and prints a line for each step: the proof
/// that the library's calls reach the stack below it and come back with the right results.
/// </summary>
public sealed class NetworkExercise(NetworkExerciseOptions options, TextWriter output)
{
    private int _passed;
    private int _failed;

    /// <summary>Runs all steps; true if every one passed.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (options.Ipv4)
            await RunFamilyAsync("IPv4", IPAddress.Loopback, cancellation).ConfigureAwait(false);
        bool hasIpv6 = options.Ipv6 && (options.RequiresIpv6 || HasIpv6());
        if (hasIpv6)
            await RunFamilyAsync("IPv6", IPAddress.IPv6Loopback, cancellation).ConfigureAwait(false);
        else if (options.Ipv6)
            output.WriteLine("IPv6: skipped, the system has none");
        if (options.Ipv4 && hasIpv6)
            await RunBothAsync(cancellation).ConfigureAwait(false);

        await RunStepAsync("Dns: localhost", () => NameSteps.ResolveAsync("localhost", cancellation)).ConfigureAwait(false);
        if (options.Name is string name)
            await RunStepAsync($"Dns: {name}", () => NameSteps.ResolveAsync(name, cancellation)).ConfigureAwait(false);

        output.WriteLine(_failed == 0 ? $"HELLOSTD: all {_passed} steps passed" : $"HELLOSTD: {_failed} of {_passed + _failed} steps failed");
        return _failed == 0;
    }

    /// <summary>Whether the system has IPv6: sockets of the family may be had although no interface has an address for them.</summary>
    public static bool HasIpv6()
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        try
        {
            using Socket probe = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return false;
        }
    }

    private static Func<Task> Blocking(Action run) => () =>
    {
        run();
        return Task.CompletedTask;
    };

    private async Task RunFamilyAsync(string family, IPAddress loopback, CancellationToken cancellation)
    {
        List<(string Name, Func<Task> Run)> steps =
        [
            ("TcpListener and TcpClient, blocking", () => TcpSteps.BlockingAsync(loopback, cancellation)),
            ("TcpListener and TcpClient, async", () => TcpSteps.AsynchronousAsync(loopback, cancellation)),
            ("accept tells the peer's address", Blocking(() => TcpSteps.PeerAddress(loopback))),
            ("half-close: the answer comes after our FIN", () => TcpSteps.HalfCloseAsync(loopback, cancellation)),
            ("connect to a closed port is refused", () => TcpSteps.RefusedAsync(loopback, cancellation)),
            ("abortive close resets the peer", () => TcpSteps.ResetAsync(loopback, cancellation)),
            ("non-blocking receive and accept", Blocking(() => ModeSteps.NonBlocking(loopback))),
            ("receive timeout", Blocking(() => ModeSteps.Timeout(loopback))),
            ("cancelled accept and receive", () => ModeSteps.CancellationAsync(loopback, cancellation)),
            ("peek leaves the data", Blocking(() => ModeSteps.Peek(loopback))),
            ("UdpClient, there and back", () => UdpSteps.EchoAsync(loopback, cancellation)),
            ("UDP keeps datagrams apart", () => UdpSteps.BoundariesAsync(loopback, cancellation)),
            ("UDP receive timeout", Blocking(() => UdpSteps.Timeout(loopback))),
        ];
        if (HttpClientStep.IsSupported)
            steps.Add(("HttpClient GET by address", () => HttpClientStep.GetByAddressAsync(loopback, cancellation)));
        if (options.RequiresIpv6 || await NameSteps.IsLocalhostAsync(loopback, cancellation).ConfigureAwait(false))
        {
            steps.Add(("the loopback has a name", () => NameSteps.ReverseAsync(loopback, cancellation)));
            steps.Add(("localhost is the loopback", () => NameSteps.LocalhostAsync(loopback, cancellation)));
            steps.Add(("connect by name", () => DualModeSteps.ByNameAsync(loopback, cancellation)));
            if (HttpClientStep.IsSupported)
                steps.Add(("HttpClient GET by name", () => HttpClientStep.GetByNameAsync(loopback, cancellation)));
        }
        else
        {
            output.WriteLine($"{family}: by name: skipped, localhost is not {loopback}");
        }

        foreach ((string name, Func<Task> run) in steps)
            await RunStepAsync($"{family}: {name}", run).ConfigureAwait(false);
    }

    private async Task RunBothAsync(CancellationToken cancellation)
    {
        await RunStepAsync("both: a dual-mode listener", () => DualModeSteps.ListenerAsync(cancellation)).ConfigureAwait(false);
        await RunStepAsync("both: a dual-mode UDP socket", () => DualModeSteps.DatagramsAsync(cancellation)).ConfigureAwait(false);
        await RunStepAsync("both: an IPv6 listener that is not in dual mode", Blocking(DualModeSteps.Ipv6Only)).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a step throws is its failure; the others follow.")]
    private async Task RunStepAsync(string name, Func<Task> run)
    {
        try
        {
            // Off the thread that completes socket operations, since some steps block.
            await Task.Run(run).ConfigureAwait(false);
            _passed++;
            output.WriteLine($"ok    {name}");
        }
        catch (Exception exception)
        {
            _failed++;
            output.WriteLine($"WRONG {name}: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        }

        await output.FlushAsync().ConfigureAwait(false);
    }
}
