using System;
using System.Buffers;
using System.Buffers.Binary;

namespace Sabos.Telnetd;

/// <summary>
/// The server's side of the telnet protocol without its I/O (RFC 854, 855): what is received goes in, typed characters and what must be
/// answered come out. We echo (RFC 857) and both sides suppress go-ahead (RFC 858), which puts clients into character mode; the client's
/// window size is welcome (RFC 1073); every other option is refused.
/// </summary>
internal sealed class TelnetProtocol
{
    private const byte Interrupt = 0x03;
    private const byte Backspace = 0x7F;
    private const byte KillLine = 0x15;
    private const int DefaultColumns = 80;
    private const int MinimumColumns = 20;
    private const int MaximumColumns = 1000;
    private const int MaximumSubnegotiation = 16;

    private readonly byte[] _subnegotiation = new byte[MaximumSubnegotiation];
    private int _subnegotiationLength;
    private State _state;
    private byte _verb;
    private OptionNegotiation _ourEcho = new(isAcceptable: true);
    private OptionNegotiation _ourSuppressGoAhead = new(isAcceptable: true);
    private OptionNegotiation _theirSuppressGoAhead = new(isAcceptable: true);
    private OptionNegotiation _theirWindowSize = new(isAcceptable: true);

    private enum State
    {
        Data,
        CarriageReturn,
        Command,
        Option,
        Subnegotiation,
        SubnegotiationCommand,
    }

    /// <summary>Width of the client's window, in characters.</summary>
    public int Columns { get; private set; } = DefaultColumns;

    /// <summary>
    /// Whether we echo. A client that refused the option echoes itself; one that never answers, such as a plain TCP client, is taken to agree.
    /// </summary>
    public bool Echo => _ourEcho.State is OptionState.Yes or OptionState.WantYes;

    /// <summary>Writes the options asked for at the start.</summary>
    public void Begin(IBufferWriter<byte> replies)
    {
        Send(_ourEcho.Enable(), TelnetCommand.Will, TelnetOption.Echo, replies);
        Send(_ourSuppressGoAhead.Enable(), TelnetCommand.Will, TelnetOption.SuppressGoAhead, replies);
        Send(_theirSuppressGoAhead.Enable(), TelnetCommand.Do, TelnetOption.SuppressGoAhead, replies);
        Send(_theirWindowSize.Enable(), TelnetCommand.Do, TelnetOption.WindowSize, replies);
    }

    /// <summary>
    /// Takes received bytes. <paramref name="data"/> gets the characters, CR LF and CR NUL both as CR, and for the commands to interrupt
    /// and to erase the control characters that mean the same; <paramref name="replies"/> gets what must be sent back.
    /// </summary>
    public void Receive(ReadOnlySpan<byte> input, IBufferWriter<byte> data, IBufferWriter<byte> replies)
    {
        foreach (byte next in input)
            Receive(next, data, replies);
    }

    private static void Put(byte value, IBufferWriter<byte> destination) => destination.Write([value]);

    private static void Send(OptionNegotiation.Request request, byte enabling, byte option, IBufferWriter<byte> replies)
    {
        if (request == OptionNegotiation.Request.None)
            return;

        // WONT follows WILL, and DONT follows DO.
        byte verb = request == OptionNegotiation.Request.Enable ? enabling : (byte)(enabling + 1);
        replies.Write([TelnetCommand.Iac, verb, option]);
    }

    private void Receive(byte next, IBufferWriter<byte> data, IBufferWriter<byte> replies)
    {
        switch (_state)
        {
            case State.Data:
                ReceiveData(next, data);
                break;
            case State.CarriageReturn:
                // RFC 854: CR is followed by LF, which ends a line, or by NUL, which stands for CR alone.
                _state = State.Data;
                if (next is not ((byte)'\n' or 0))
                    ReceiveData(next, data);
                break;
            case State.Command:
                ReceiveCommand(next, data, replies);
                break;
            case State.Option:
                _state = State.Data;
                Negotiate(_verb, next, replies);
                break;
            case State.Subnegotiation when next == TelnetCommand.Iac:
                _state = State.SubnegotiationCommand;
                break;
            case State.SubnegotiationCommand when next != TelnetCommand.Iac:
                EndSubnegotiation(next, data, replies);
                break;
            default:
                _state = State.Subnegotiation;
                if (_subnegotiationLength < MaximumSubnegotiation)
                    _subnegotiation[_subnegotiationLength++] = next;
                break;
        }
    }

    private void ReceiveData(byte next, IBufferWriter<byte> data)
    {
        if (next == TelnetCommand.Iac)
        {
            _state = State.Command;
            return;
        }

        if (next == '\r')
            _state = State.CarriageReturn;
        Put(next, data);
    }

    private void ReceiveCommand(byte command, IBufferWriter<byte> data, IBufferWriter<byte> replies)
    {
        _state = State.Data;
        switch (command)
        {
            case TelnetCommand.Iac:
                Put(TelnetCommand.Iac, data);
                break;
            case TelnetCommand.Will or TelnetCommand.Wont or TelnetCommand.Do or TelnetCommand.Dont:
                _verb = command;
                _state = State.Option;
                break;
            case TelnetCommand.Subnegotiation:
                _subnegotiationLength = 0;
                _state = State.Subnegotiation;
                break;
            case TelnetCommand.InterruptProcess or TelnetCommand.Break:
                Put(Interrupt, data);
                break;
            case TelnetCommand.EraseCharacter:
                Put(Backspace, data);
                break;
            case TelnetCommand.EraseLine:
                Put(KillLine, data);
                break;
            case TelnetCommand.AreYouThere:
                replies.Write("\r\n[yes]\r\n"u8);
                break;
        }
    }

    private void Negotiate(byte verb, byte option, IBufferWriter<byte> replies)
    {
        bool isTheirs = verb is TelnetCommand.Will or TelnetCommand.Wont;
        bool enables = verb is TelnetCommand.Will or TelnetCommand.Do;
        byte enabling = isTheirs ? TelnetCommand.Do : TelnetCommand.Will;

        OptionNegotiation refused = new(isAcceptable: false);
        ref OptionNegotiation negotiation = ref refused;
        switch (option)
        {
            case TelnetOption.Echo when !isTheirs:
                negotiation = ref _ourEcho;
                break;
            case TelnetOption.SuppressGoAhead when isTheirs:
                negotiation = ref _theirSuppressGoAhead;
                break;
            case TelnetOption.SuppressGoAhead:
                negotiation = ref _ourSuppressGoAhead;
                break;
            case TelnetOption.WindowSize when isTheirs:
                negotiation = ref _theirWindowSize;
                break;
        }

        Send(enables ? negotiation.PeerEnables() : negotiation.PeerDisables(), enabling, option, replies);
    }

    private void EndSubnegotiation(byte command, IBufferWriter<byte> data, IBufferWriter<byte> replies)
    {
        _state = State.Data;

        // RFC 1073: the width and the height, 16 bits each; a width of 0 means that it is not known.
        if (command == TelnetCommand.SubnegotiationEnd && _theirWindowSize.IsEnabled && _subnegotiationLength == 5
            && _subnegotiation[0] == TelnetOption.WindowSize)
        {
            int columns = BinaryPrimitives.ReadUInt16BigEndian(_subnegotiation.AsSpan(1));
            Columns = columns == 0 ? DefaultColumns : Math.Clamp(columns, MinimumColumns, MaximumColumns);
        }

        // RFC 855 has nothing but IAC SE end it; whatever else follows IAC is a command that has lost its subnegotiation's end.
        if (command != TelnetCommand.SubnegotiationEnd)
            ReceiveCommand(command, data, replies);
    }
}
