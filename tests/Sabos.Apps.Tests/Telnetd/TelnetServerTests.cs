using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell;
using Sabos.Telnetd;
using Xunit;

namespace Sabos.Apps.Tests.Telnetd;

public sealed class TelnetServerTests : IAsyncLifetime, IDisposable
{
    private const string Greeting = "\xFF\xFB\x01\xFF\xFB\x03\xFF\xFD\x03\xFF\xFD\x1FSabos shell; help lists the commands.\r\nsabos> ";

    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TelnetServer _server;
    private Task _running = Task.CompletedTask;

    public TelnetServerTests() => _server = new TelnetServer(
        new TelnetServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), MaximumSessions = 2 },
        new CommandTable([.. StandardCommands.Create(_time), new WaitCommand()]), _time);

    public Task InitializeAsync()
    {
        _server.Start();
        _running = _server.RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose()
    {
        _server.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Session_CommandAndExit_ClosesInOrder()
    {
        using Socket client = await ConnectAsync();
        await ExpectAsync(client, Greeting);

        await TypeAsync(client, "echo a \xFF\xFF b\r\0");
        await ExpectAsync(client, "echo a  b\r\na b\r\nsabos> ");

        await TypeAsync(client, "exit\r\n");
        await ExpectAsync(client, "exit\r\n");
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Session_InterruptProcess_EndsTheCommand()
    {
        using Socket client = await ConnectAsync();
        await ExpectAsync(client, Greeting);

        await TypeAsync(client, "wait\r\0");
        await ExpectAsync(client, "wait\r\nwaiting\r\n");
        await TypeAsync(client, "\xFF\xF4");
        await ExpectAsync(client, "wait: interrupted\r\nsabos> ");
    }

    [Fact]
    public async Task Session_TypedWhileACommandRuns_IsNotLost()
    {
        using Socket client = await ConnectAsync();
        await ExpectAsync(client, Greeting);

        await TypeAsync(client, "wait\r\0");
        await ExpectAsync(client, "wait\r\nwaiting\r\n");
        await TypeAsync(client, "\x03" + "echo ahead\r\0");
        await ExpectAsync(client, "wait: interrupted\r\nsabos> echo ahead\r\nahead\r\nsabos> ");
    }

    [Fact]
    public async Task Session_ClientVanishes_EndsTheCommandAndTheSession()
    {
        using (Socket client = await ConnectAsync())
        {
            await ExpectAsync(client, Greeting);
            await TypeAsync(client, "wait\r\0");
            await ExpectAsync(client, "wait\r\nwaiting\r\n");
        }

        await DisposeAsync();
        Assert.Equal(0, _server.Connections);
    }

    /// <summary>What any web page can make a browser send here.</summary>
    [Theory]
    [InlineData("GET /exit HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\necho owned\r\n")]
    public async Task Session_RequestOfABrowser_RunsNoCommand(string request)
    {
        using Socket client = await ConnectAsync();
        await ExpectAsync(client, Greeting);

        await TypeAsync(client, request);

        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Limit_OneSessionTooMany_IsTurnedAway()
    {
        using Socket first = await ConnectAsync();
        using Socket second = await ConnectAsync();
        await ExpectAsync(first, Greeting);
        await ExpectAsync(second, Greeting);

        using Socket third = await ConnectAsync();
        await ExpectAsync(third, "Too many sessions; try again later.\r\n");
        Assert.Equal(0, await third.ReceiveAsync(new byte[1]));

        await TypeAsync(first, "echo here\r\0");
        await ExpectAsync(first, "echo here\r\nhere\r\nsabos> ");
    }

    [Fact]
    public async Task Limit_ClientTurnedAwayThatStays_TakesNoPlaceOfASession()
    {
        using Socket first = await ConnectAsync();
        using Socket second = await ConnectAsync();
        await ExpectAsync(first, Greeting);
        await ExpectAsync(second, Greeting);
        using Socket third = await ConnectAsync();
        await ExpectAsync(third, "Too many sessions; try again later.\r\n");

        first.Close();
        while (_server.Connections > 2)
            await Task.Yield();

        using Socket fourth = await ConnectAsync();
        await ExpectAsync(fourth, Greeting);
    }

    [Fact]
    public async Task Limit_TooManyBeingTurnedAway_OneMoreIsClosedWithoutAWord()
    {
        using Socket first = await ConnectAsync();
        using Socket second = await ConnectAsync();
        using Socket third = await ConnectAsync();
        using Socket fourth = await ConnectAsync();
        await ExpectAsync(third, "Too many sessions; try again later.\r\n");
        await ExpectAsync(fourth, "Too many sessions; try again later.\r\n");

        using Socket fifth = await ConnectAsync();
        Assert.Equal(0, await fifth.ReceiveAsync(new byte[1]));
        Assert.Equal(4, _server.Connections);
    }

    [Fact]
    public async Task Close_ClientThatStays_IsCutOffAfterTheTimeout()
    {
        using Socket client = await ConnectAsync();
        await ExpectAsync(client, Greeting);
        await TypeAsync(client, "exit\r\0");
        await ExpectAsync(client, "exit\r\n");

        // The client keeps its side open and sends: once the server has let go, that is answered by a reset.
        Task<bool> reset = SendUntilResetAsync(client);
        Assert.True(await _time.AdvanceUntilAsync(reset));
    }

    private static async Task TypeAsync(Socket client, string text) => await client.SendAsync(Encoding.Latin1.GetBytes(text));

    private static async Task ExpectAsync(Socket client, string expected)
    {
        byte[] buffer = new byte[expected.Length];
        int total = 0;
        while (total < buffer.Length)
        {
            int length = await client.ReceiveAsync(buffer.AsMemory(total));
            Assert.True(length > 0, $"closed after {Encoding.Latin1.GetString(buffer, 0, total)}");
            total += length;
        }

        Assert.Equal(expected, Encoding.Latin1.GetString(buffer));
    }

    private static async Task<bool> SendUntilResetAsync(Socket client)
    {
        try
        {
            while (true)
            {
                await client.SendAsync("x"u8.ToArray());
                await Task.Yield();
            }
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(_server.EndPoint);
        return client;
    }

    private sealed class WaitCommand : ICommand
    {
        public string Name => "wait";

        public string Usage => "";

        public string Summary => "wait for ^C";

        public async Task RunAsync(CommandContext context)
        {
            await context.Output.WriteLineAsync("waiting");
            await context.Output.FlushAsync(context.Cancellation);
            await Task.Delay(Timeout.Infinite, context.Cancellation);
        }
    }
}
