using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>telnetd: negotiation, a command, several sessions, an orderly end.</summary>
internal static class TelnetdTests
{
    public static IEnumerable<ISelfTest> Create(SelfTestSettings settings)
    {
        yield return new DelegateSelfTest("telnetd.session", cancellation => SessionAsync(IPAddress.Loopback, cancellation));
        if (settings.HasIpv6)
            yield return new DelegateSelfTest("telnetd.session-ipv6", cancellation => SessionAsync(IPAddress.IPv6Loopback, cancellation));
        yield return new DelegateSelfTest("telnetd.sessions", SessionsAsync);
    }

    private static async Task SessionAsync(IPAddress address, CancellationToken cancellation)
    {
        RunningTelnetServer telnetd = new(address);
        await using (telnetd.ConfigureAwait(false))
        {
            using TelnetTestClient client = new();
            string greeting = await client.ConnectAsync(telnetd.Server.EndPoint, cancellation).ConfigureAwait(false);

            // IAC WILL ECHO, IAC WILL SUPPRESS-GO-AHEAD.
            Check.True(greeting.StartsWith("\xFF\xFB\x01\xFF\xFB\x03", StringComparison.Ordinal), "the server does not offer to echo");
            string shown = await client.CommandAsync("echo one two", cancellation).ConfigureAwait(false);
            Check.Equal("echo one two\r\none two\r\nsabos> ", shown, "what a command shows");
            shown = await client.CommandAsync("help", cancellation).ConfigureAwait(false);
            Check.True(shown.Contains("netstat", StringComparison.Ordinal), "help does not name netstat");

            await client.TypeAsync("exit", cancellation).ConfigureAwait(false);
            Check.Equal("exit\r\n", await client.ReadToEndAsync(cancellation).ConfigureAwait(false), "what came after exit");
        }
    }

    private static async Task SessionsAsync(CancellationToken cancellation)
    {
        RunningTelnetServer telnetd = new();
        await using (telnetd.ConfigureAwait(false))
        {
            TelnetTestClient[] clients = new TelnetTestClient[10];
            for (int i = 0; i < clients.Length; i++)
            {
                clients[i] = new TelnetTestClient();
                await clients[i].ConnectAsync(telnetd.Server.EndPoint, cancellation).ConfigureAwait(false);
            }

            Check.Equal(clients.Length, telnetd.Server.Connections, "sessions open");
            for (int i = 0; i < clients.Length; i++)
            {
                string shown = await clients[i].CommandAsync($"echo {i}", cancellation).ConfigureAwait(false);
                Check.Equal($"echo {i}\r\n{i}\r\nsabos> ", shown, "what a command shows in one of several sessions");
                clients[i].Dispose();
            }
        }
    }
}
