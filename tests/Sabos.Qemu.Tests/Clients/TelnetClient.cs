using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Testbed;

namespace Sabos.Qemu.Tests.Clients;

/// <summary>
/// A telnet client (RFC 854) with the manners of the common ones: lets the server echo and suppress go-ahead, tells its window size, refuses
/// everything else.
/// </summary>
internal sealed class TelnetClient : IAsyncDisposable
{
    private const byte SubnegotiationEnd = 240;
    private const byte Subnegotiation = 250;
    private const byte Will = 251;
    private const byte Wont = 252;
    private const byte Do = 253;
    private const byte Dont = 254;
    private const byte Iac = 255;

    private const byte Echo = 1; // RFC 857
    private const byte SuppressGoAhead = 3; // RFC 858
    private const byte WindowSize = 31; // RFC 1073

    private readonly Socket _socket;
    private readonly CancellationToken _cancellation;
    private readonly Task _receiving;
    private byte _verb;
    private State _state;

    private TelnetClient(Socket socket, CancellationToken cancellation)
    {
        _socket = socket;
        _cancellation = cancellation;
        _receiving = ReceiveAsync();
    }

    private enum State
    {
        Data,
        Command,
        Option,
        Subnegotiation,
        SubnegotiationCommand,
    }

    /// <summary>The text shown. It ends when the server closes.</summary>
    public Transcript Screen { get; } = new();

    /// <summary>The server's negotiation, a line each: <c>WILL 1</c>.</summary>
    public Transcript Negotiation { get; } = new();

    /// <summary>Completes when the server has closed its side; fails if it resets the connection.</summary>
    public Task Closed => _receiving;

    public static async Task<TelnetClient> ConnectAsync(QemuMachine machine) =>
        On(await machine.Network.ConnectAsync(23, machine.Ended), machine);

    /// <summary>Talks over a connection to the image's server.</summary>
    public static TelnetClient On(Socket socket, QemuMachine machine) => new(socket, machine.Ended);

    /// <summary>Types text as it is; a line ends with <c>\r\n</c>.</summary>
    public async Task TypeAsync(string text) => await SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Sends a negotiation of an option, such as (251, 200) for WILL 200.</summary>
    public async Task NegotiateAsync(byte verb, byte option) => await SendAsync(Iac, verb, option);

    /// <summary>Sends IAC and a command, such as 246 for Are You There.</summary>
    public async Task CommandAsync(byte command) => await SendAsync(Iac, command);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync(params byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent), _cancellation);
    }

    private async Task ReceiveAsync()
    {
        byte[] received = new byte[4096];
        try
        {
            int length;
            while ((length = await _socket.ReceiveAsync(received, _cancellation)) > 0)
            {
                List<byte> shown = [];
                List<byte> replies = [];
                foreach (byte next in received.AsSpan(0, length))
                    Take(next, shown, replies);
                if (replies.Count > 0)
                    await SendAsync([.. replies]);
                Screen.Append(Encoding.UTF8.GetString([.. shown]));
            }
        }
        finally
        {
            Screen.End();
            Negotiation.End();
        }
    }

    private void Take(byte next, List<byte> shown, List<byte> replies)
    {
        switch (_state)
        {
            case State.Data when next == Iac:
                _state = State.Command;
                break;
            case State.Data:
                shown.Add(next);
                break;
            case State.Command when next is Will or Wont or Do or Dont:
                _verb = next;
                _state = State.Option;
                break;
            case State.Command:
                if (next == Iac)
                    shown.Add(next);
                _state = next == Subnegotiation ? State.Subnegotiation : State.Data;
                break;
            case State.Option:
                Negotiate(_verb, next, replies);
                _state = State.Data;
                break;
            case State.Subnegotiation:
                _state = next == Iac ? State.SubnegotiationCommand : State.Subnegotiation;
                break;
            case State.SubnegotiationCommand:
                _state = next == SubnegotiationEnd ? State.Data : State.Subnegotiation;
                break;
        }
    }

    private void Negotiate(byte verb, byte option, List<byte> replies)
    {
        string name = verb switch { Will => "WILL", Wont => "WONT", Do => "DO", _ => "DONT" };
        Negotiation.Append($"{name} {option}\n");
        switch (verb)
        {
            case Will:
                replies.AddRange([Iac, option is Echo or SuppressGoAhead ? Do : Dont, option]);
                break;
            case Do when option == WindowSize:
                replies.AddRange([Iac, Will, WindowSize, Iac, Subnegotiation, WindowSize, 0, 80, 0, 24, Iac, SubnegotiationEnd]);
                break;
            case Do:
                replies.AddRange([Iac, option == SuppressGoAhead ? Will : Wont, option]);
                break;
        }
    }
}
