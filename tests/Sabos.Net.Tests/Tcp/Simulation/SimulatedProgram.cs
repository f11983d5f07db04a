using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>
/// A program at one end of a connection. Like the class library's sockets it acts only when it was told of readiness, or when a pause of its own is over: an event
/// that is lost stalls it for ever.
/// </summary>
internal sealed class SimulatedProgram : IReadinessObserver, ISimulatedPart
{
    private readonly ManualClock _clock;
    private readonly ProgramPlan _plan;
    private readonly int _expected;
    private readonly int _stream;
    private readonly Random _random;
    private readonly byte[] _buffer;
    private Instant _resumesAt;
    private bool _isWoken = true;
    private bool _isShutDown;
    private bool _isReadingOver;
    private bool _isAtEnd;

    /// <param name="connection">Its end.</param>
    /// <param name="clock">The time.</param>
    /// <param name="plan">What it does.</param>
    /// <param name="expected">Bytes that the peer means to send.</param>
    /// <param name="stream">Which stream it sends; it receives the opposite one.</param>
    /// <param name="seed">For its own choices.</param>
    public SimulatedProgram(TcpConnection connection, ManualClock clock, ProgramPlan plan, int expected, int stream, int seed)
    {
        _clock = clock;
        _plan = plan;
        _expected = expected;
        _stream = stream;
        _random = new Random(seed);
        _buffer = new byte[Math.Max(plan.LargestRead, plan.LargestWrite)];
        Connection = connection;
        connection.Observer = this;
        connection.NoDelay = plan.NoDelay;
        connection.SendBufferSize = plan.SendBuffer ?? connection.SendBufferSize;
        connection.ReceiveBufferSize = plan.ReceiveBuffer ?? connection.ReceiveBufferSize;
        if (plan.KeepAlive is { } time)
        {
            connection.KeepAliveTime = time;

            // All probes together outlast every outage.
            connection.KeepAliveInterval = TimeSpan.FromSeconds(10);
            connection.KeepAlive = true;
        }
    }

    public TcpConnection Connection { get; }

    public int Sent { get; private set; }

    public int Received { get; private set; }

    public bool IsDone { get; private set; }

    public bool HasReceivedAll => Received == _expected;

    /// <summary>Why it could not do all it meant to.</summary>
    public TransportError Error { get; private set; }

    /// <summary>What it found wrong with what it received, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>How often it was woken.</summary>
    public int Wakeups { get; private set; }

    public Instant NextEvent => IsDone ? Instant.Never : _resumesAt > _clock.Now ? _resumesAt : _isWoken ? _clock.Now : Instant.Never;

    public void OnReady(Readiness raised) => _isWoken = true;

    public void Run()
    {
        if (IsDone || !_isWoken || _resumesAt > _clock.Now)
        {
            return;
        }

        _isWoken = false;
        Wakeups++;
        if (Connection.State != TcpState.SynSent && !(Write() && Read()) && !IsDone)
        {
            // It paused with work left.
            _isWoken = true;
        }
    }

    public override string ToString() =>
        $"{Connection.State} sent {Sent}/{_plan.ToSend} received {Received}/{_expected} done {IsDone} {Error} {_plan.Ending} {Connection.GetInfo()}";

    // False: it pauses, or is done.
    private bool Write()
    {
        while (Sent < _plan.ToSend && !EndsHere())
        {
            int count = Math.Min(_random.Next(1, _plan.LargestWrite + 1), _plan.ToSend - Sent);
            StreamBytes.Fill(_buffer.AsSpan(0, count), _stream, Sent);
            TransportError error = Connection.Send(_buffer.AsSpan(0, count), out int accepted);
            Sent += accepted;
            if (error == TransportError.WouldBlock)
            {
                return true;
            }

            if (error != TransportError.None)
            {
                return Finish(error);
            }

            if (Pauses())
            {
                return false;
            }
        }

        if (Sent == _plan.ToSend && !_isShutDown && (_plan.Ending is Ending.Shutdown or Ending.StopReading || (_plan.Ending == Ending.ShutdownLast && _isAtEnd)))
        {
            _isShutDown = true;
            TransportError error = Connection.ShutdownSend();
            return error == TransportError.None || Finish(error);
        }

        return !EndsHere() || Finish(TransportError.None);
    }

    private bool Read()
    {
        while (!_isAtEnd && !_isReadingOver && !EndsHere())
        {
            if (_plan.Ending == Ending.Close && Received == _expected && Sent == _plan.ToSend)
            {
                break;
            }

            TransportError error = Connection.Receive(_buffer.AsSpan(0, _random.Next(1, _plan.LargestRead + 1)), out int count);
            if (error == TransportError.WouldBlock)
            {
                return true;
            }

            if (error != TransportError.None)
            {
                return Finish(error);
            }

            _isAtEnd = count == 0;
            if (StreamBytes.FindDifference(_buffer.AsSpan(0, count), ~_stream, Received) is { } wrong)
            {
                Fault ??= $"byte {wrong} of the stream is wrong";
            }

            Received += count;
            if (_plan.Ending == Ending.StopReading && Sent + Received >= _plan.EndsAfter && !_isAtEnd)
            {
                _isReadingOver = true;
                Connection.ShutdownReceive();
            }

            if (Pauses())
            {
                return false;
            }
        }

        if (EndsHere() || (Sent == _plan.ToSend && (_plan.Ending == Ending.Close || ((_isAtEnd || _isReadingOver) && _isShutDown))))
        {
            return Finish(TransportError.None);
        }

        // The peer's end may be what shutting down waits for.
        return !_isAtEnd || _plan.Ending != Ending.ShutdownLast || _isShutDown || Sent < _plan.ToSend || (Write() && Read());
    }

    private bool EndsHere() => _plan.Ending is Ending.Abort or Ending.CloseEarly && Sent + Received >= _plan.EndsAfter;

    private bool Pauses()
    {
        if (_random.NextDouble() >= _plan.PauseChance)
        {
            return false;
        }

        _resumesAt = _clock.Now + (_plan.LongestPause * _random.NextDouble());
        return _resumesAt > _clock.Now;
    }

    private bool Finish(TransportError error)
    {
        IsDone = true;
        Error = error;
        if (error == TransportError.None && Received > _expected)
        {
            Fault ??= "more arrived than was sent";
        }

        if (_plan.Ending == Ending.Abort)
        {
            Connection.Abort();
        }
        else
        {
            Connection.Close();
        }

        return false;
    }
}
