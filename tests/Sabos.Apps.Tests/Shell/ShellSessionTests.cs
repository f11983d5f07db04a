using System;
using System.IO;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell;
using Xunit;

namespace Sabos.Apps.Tests.Shell;

public sealed class ShellSessionTests
{
    private const string Greeting = "Sabos shell; help lists the commands.\r\nsabos> ";

    [Fact]
    public async Task Run_Exit_EndsTheSession() => Assert.Equal(Greeting + "exit\r\n", await RunAsync("exit\r", ends: false));

    [Fact]
    public async Task Run_ControlD_EndsTheSession() => Assert.Equal(Greeting, await RunAsync("\x04", ends: false));

    [Fact]
    public async Task Run_EndOfTerminal_EndsTheSession() => Assert.Equal(Greeting + "abc", await RunAsync("abc", ends: true));

    [Fact]
    public async Task Run_EmptyLines_GiveNewPrompts() =>
        Assert.Equal(Greeting + "\r\nsabos> \r\nsabos> exit\r\n", await RunAsync("\r\rexit\r", ends: false));

    [Fact]
    public async Task Run_ControlC_GivesTheLineUp() =>
        Assert.EndsWith("sabos> exit\r\n", await RunAsync("some\x03" + "exit\r", ends: false), StringComparison.Ordinal);

    [Fact]
    public async Task Run_Date_TellsTheProvidersTime() =>
        Assert.Contains("\r\n2026-03-01 12:00:00.000 UTC\r\n", await RunAsync("date\rexit\r", ends: false), StringComparison.Ordinal);

    [Theory]
    [InlineData("nonsense", "nonsense: no such command; help lists them\r\nsabos> ")]
    [InlineData("echo 'a", "sabos: a quote is not closed\r\nsabos> ")]
    [InlineData("date now", "date: wrong arguments\r\nusage: date\r\nsabos> ")]
    [InlineData("dns a b", "dns: wrong arguments\r\nusage: dns [NAME|ADDRESS]\r\nsabos> ")]
    [InlineData("ping -c 0 host", "ping: -c wants a number from 1 to 2147483647\r\nusage: ping ")]
    [InlineData("ping -6 127.0.0.1", "ping: the host has no such address\r\nsabos> ")]
    [InlineData("ping -s 65501 host", "ping: -s wants a number from 0 to 65500\r\nusage: ping ")]
    [InlineData("ping 0.0.0.0", "ping: 0.0.0.0 is no host's address\r\nusage: ping ")]
    [InlineData("ping ::", "ping: :: is no host's address\r\nusage: ping ")]
    [InlineData("ping -x host", "ping: unknown option -x\r\nusage: ping ")]
    [InlineData("http ftp://host", "http: not an http URL\r\nusage: http URL\r\nsabos> ")]
    [InlineData("help nothing", "help: no command nothing\r\nusage: help [COMMAND]\r\nsabos> ")]
    [InlineData("throw refused", "throw: connection refused\r\nsabos> ")]
    [InlineData("throw ping", "throw: host not found\r\nsabos> ")]
    [InlineData("throw lines", "throw: one two (IOException)\r\nsabos> ")]
    [InlineData("throw memory", "throw: out of memory\r\nsabos> ")]
    public async Task Run_CommandThatFails_SaysWhyAndTheSessionGoesOn(string line, string answer)
    {
        string shown = await RunAsync(line + "\rexit\r", ends: false);

        Assert.Contains($"sabos> {line}\r\n{answer}", shown, StringComparison.Ordinal);
        Assert.EndsWith("sabos> exit\r\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CommandOfTheSameName_ReplacesTheOther()
    {
        ScriptedTerminal terminal = new("date\rexit\r", ends: false);
        using ShellSession session = new(terminal, new CommandTable([.. StandardCommands.Create(TimeProvider.System), new ThrowCommand("date")]));
        await session.RunAsync(CancellationToken.None);

        Assert.Contains("date: connection refused\r\n", terminal.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Help_ListsEveryCommand()
    {
        string shown = await RunAsync("help\rexit\r", ends: false);

        foreach (string name in new[] { "date", "dns", "echo", "exit", "help", "http", "ip", "mem", "netstat", "ping", "ps", "throw", "uptime" })
            Assert.Contains($"\r\n{name} ", shown, StringComparison.Ordinal);
        Assert.All(shown.Split("\r\n"), line => Assert.InRange(line.Length, 0, 79));
    }

    [Fact]
    public async Task Run_HelpOfACommand_TellsItsArguments() => Assert.Contains(
        "\r\ndns [NAME|ADDRESS]\r\n    look up", await RunAsync("help dns\rexit\r", ends: false), StringComparison.Ordinal);

    [Theory]
    [InlineData("ip", "127.0.0.1/8")]
    [InlineData("netstat", "PROTOCOL")]
    [InlineData("netstat -s", "Tcp ")]
    [InlineData("netstat -i", "INTERFACE")]
    [InlineData("mem", "machine ")]
    [InlineData("mem collect", "machine ")]
    [InlineData("ps", "THREAD")]
    [InlineData("uptime", "up ")]
    [InlineData("dns localhost", "localhost has address ")]
    public async Task Run_SystemCommand_ReadsTheSystem(string line, string part)
    {
        string shown = await RunAsync(line + "\rexit\r", ends: false);

        Assert.Contains(part, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(line.Split(' ')[0] + ": ", shown, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string typed, bool ends)
    {
        ScriptedTerminal terminal = new(typed, ends);
        CommandTable commands = new([.. StandardCommands.Create(new ManualTimeProvider()), new ThrowCommand("throw")]);
        using ShellSession session = new(terminal, commands);
        await session.RunAsync(CancellationToken.None);
        return terminal.Shown;
    }

    private sealed class ThrowCommand(string name) : ICommand
    {
        public string Name { get; } = name;

        public string Usage => "[WHAT]";

        public string Summary => "throw";

        public Task RunAsync(CommandContext context) => throw (context.Arguments.Count == 0 ? "refused" : context.Arguments[0]) switch
        {
            "refused" => new SocketException((int)SocketError.ConnectionRefused),
            "ping" => new PingException("failed", new SocketException((int)SocketError.HostNotFound)),
            "memory" => new InsufficientMemoryException("none left"),
            _ => new IOException("one\r\ntwo"),
        };
    }
}
