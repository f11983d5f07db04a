using System;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Testbed;

namespace Sabos.Qemu.Tests.Clients;

/// <summary>The image's shell over telnet, a command at a time.</summary>
internal sealed partial class ImageShell : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly QemuMachine _machine;
    private readonly TelnetClient _client;

    private ImageShell(QemuMachine machine, Socket socket)
    {
        _machine = machine;
        _client = TelnetClient.On(socket, machine);
    }

    /// <summary>Opens one over a connection to port 23.</summary>
    public static async Task<ImageShell> OpenAsync(QemuMachine machine, Socket socket)
    {
        ImageShell shell = new(machine, socket);
        await shell._client.Screen.ExpectAsync("sabos> ");
        return shell;
    }

    /// <inheritdoc cref="OpenAsync(QemuMachine, Socket)"/>
    public static async Task<ImageShell> OpenAsync(QemuMachine machine) => await OpenAsync(machine, await machine.Network.ConnectAsync(23, machine.Ended));

    /// <summary>Runs a command and returns what it shows.</summary>
    public async Task<string> RunAsync(string command)
    {
        await _client.TypeAsync($"{command}\r\n");
        Match shown = await _client.Screen.ExpectAsync(Shown());
        return shown.Groups["text"].Value;
    }

    /// <summary>Runs a command again and again until what it shows is as wanted; the machine's deadline ends it.</summary>
    public async Task<string> UntilAsync(string command, Predicate<string> isWanted)
    {
        string shown;
        while (!isWanted(shown = await RunAsync(command)))
            await Task.Delay(s_pause, _machine.Ended);
        return shown;
    }

    /// <inheritdoc cref="UntilAsync(string, Predicate{string})"/>
    public Task<string> UntilAsync(string command, Regex pattern) => UntilAsync(command, pattern.IsMatch);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    // What is typed comes back first.
    [GeneratedRegex(@"\n(?<text>.*?)sabos> ", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Shown();
}
