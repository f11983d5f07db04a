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

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

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

            // Whoever is done first, the others must have come some way by then.
            Task httpDone = Task.WhenAll(http);
            Task telnetDone = Task.WhenAll(telnet);
            Task first = await Task.WhenAny(httpDone, telnetDone).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            int behind = first == httpDone ? progress.Commands : progress.Requests;
            string starved = first == httpDone ? "telnetd" : "httpd";
            await Task.WhenAll(httpDone, telnetDone).ConfigureAwait(false);

            Check.True(behind > 0, $"{starved} starved until the other was done");
            Check.Equal(HttpClients * Requests, progress.Requests, "requests answered");
            Check.Equal(TelnetClients * Commands, progress.Commands, "commands answered");
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

        public int Requests { get; private set; }

        public int Commands { get; private set; }

        public TimeSpan LongestWait { get; private set; }

        public void AddRequest(TimeSpan wait)
        {
            lock (_lock)
            {
                Requests++;
                NoteWait(wait);
            }
        }

        public void AddCommand(TimeSpan wait)
        {
            lock (_lock)
            {
                Commands++;
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
