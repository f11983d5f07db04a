using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>
/// httpd and telnetd at once, each under load on its own accept: neither takes from the other what is not its own, and none starves.
/// </summary>
internal static class ServicesTests
{
    private const int HttpClients = 8;
    private const int Requests = 100;
    private const int TelnetClients = 4;
    private const int Commands = 40;

    // Whoever is done first, the others must have come this far: a tenth, where fair turns would give them far more.
    private const int LeastShare = 10;

    // Generous, since an emulated machine stands still whenever its host does.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(3);

    public static IEnumerable<ISelfTest> All { get; } =
        [new DelegateSelfTest("services.both-under-load", BothAsync, TimeSpan.FromSeconds(60))];

    private static async Task BothAsync(CancellationToken cancellation)
    {
        RunningHttpServer httpd = new();
        RunningTelnetServer telnetd = new();
        await using (httpd.ConfigureAwait(false))
        await using (telnetd.ConfigureAwait(false))
        {
            Progress progress = new();
            List<Task> http = [];
            List<Task> telnet = [];
            for (int i = 0; i < HttpClients; i++)
                http.Add(RunHttpAsync(httpd, progress, cancellation));
            for (int i = 0; i < TelnetClients; i++)
                telnet.Add(RunTelnetAsync(telnetd, i, progress, cancellation));

            Task httpDone = Task.WhenAll(http);
            Task telnetDone = Task.WhenAll(telnet);
            Task first = await Task.WhenAny(httpDone, telnetDone).ConfigureAwait(false);
            (int requests, int commands) = progress.Counts;
            await Task.WhenAll(httpDone, telnetDone).ConfigureAwait(false);

            if (first == httpDone)
                Check.InRange(commands, TelnetClients * Commands / LeastShare, TelnetClients * Commands, "commands answered while httpd was busy");
            else
                Check.InRange(requests, HttpClients * Requests / LeastShare, HttpClients * Requests, "requests answered while telnetd was busy");
            Check.Equal((HttpClients * Requests, TelnetClients * Commands), progress.Counts, "requests and commands answered in the end");
            Check.True(progress.LongestWait <= s_longestWait, $"an answer took {progress.LongestWait.TotalMilliseconds:F0} ms");
        }
    }

    // A new connection every ten requests keeps both the accepting and the serving busy.
    private static async Task RunHttpAsync(RunningHttpServer httpd, Progress progress, CancellationToken cancellation)
    {
        for (int connection = 0; connection < Requests / 10; connection++)
        {
            using HttpTestClient client = new();
            await client.ConnectAsync(httpd.Server.EndPoint, cancellation).ConfigureAwait(false);
            for (int i = 0; i < 10; i++)
            {
                long started = Stopwatch.GetTimestamp();
                (int status, string body) = await client.RequestAsync("GET", "/1k", cancellation).ConfigureAwait(false);
                Check.Equal((200, 1024), (status, body.Length), "status and length of /1k");
                progress.AddRequest(Stopwatch.GetElapsedTime(started));
            }
        }
    }

    private static async Task RunTelnetAsync(RunningTelnetServer telnetd, int number, Progress progress, CancellationToken cancellation)
    {
        for (int session = 0; session < Commands / 10; session++)
        {
            using TelnetTestClient client = new();
            await client.ConnectAsync(telnetd.Server.EndPoint, cancellation).ConfigureAwait(false);
            for (int i = 0; i < 10; i++)
            {
                long started = Stopwatch.GetTimestamp();
                string shown = await client.CommandAsync($"echo {number} {i}", cancellation).ConfigureAwait(false);
                Check.Equal($"echo {number} {i}\r\n{number} {i}\r\nsabos> ", shown, "what a command shows");
                progress.AddCommand(Stopwatch.GetElapsedTime(started));
            }

            await client.TypeAsync("exit", cancellation).ConfigureAwait(false);
            await client.ReadToEndAsync(cancellation).ConfigureAwait(false);
        }
    }

    private sealed class Progress
    {
        private readonly Lock _lock = new();

        private int _requests;
        private int _commands;

        public (int Requests, int Commands) Counts
        {
            get
            {
                lock (_lock)
                    return (_requests, _commands);
            }
        }

        public TimeSpan LongestWait { get; private set; }

        public void AddRequest(TimeSpan wait)
        {
            lock (_lock)
            {
                _requests++;
                NoteWait(wait);
            }
        }

        public void AddCommand(TimeSpan wait)
        {
            lock (_lock)
            {
                _commands++;
                NoteWait(wait);
            }
        }

        private void NoteWait(TimeSpan wait)
        {
            if (wait > LongestWait)
                LongestWait = wait;
        }
    }
}
