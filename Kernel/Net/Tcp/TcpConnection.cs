using System;

namespace Sabos.Net;

/// <summary>One TCP connection (RFC 9293).</summary>
public sealed partial class TcpConnection : NetworkSocket
{
    public IpEndpoint RemoteEndpoint { get; internal set; }

    public TcpState State { get; private set; }

    public override Readiness Readiness
    {
        get
        {
            bool over = State == TcpState.Closed;
            bool readable = Available > 0 || _receiver.IsFinReceived || _receiver.IsDiscarding || over;
            bool writable = over || _sender.HasFin || (IsSynchronized && _sender.Queued < SendLimit);
            return (readable ? Readiness.Readable : Readiness.None)
                | (writable ? Readiness.Writable : Readiness.None)
                | (_receiver.IsFinReceived ? Readiness.PeerClosed : Readiness.None)
                | (over ? Readiness.Error : Readiness.None);
        }
    }

    /// <summary>Why the connection ended, or None. Not cleared by reading: the socket seam does that.</summary>
    public TransportError Error { get; private set; }

    /// <summary>Bytes that Receive would return now.</summary>
    public int Available => _receiver.Available;

    /// <summary>The peer's FIN was reached: after the available bytes, Receive reports the end of the stream.</summary>
    public bool PeerClosed => _receiver.IsFinReceived;

    /// <summary>Nagle's algorithm off (RFC 9293 3.7.4).</summary>
    public bool NoDelay
    {
        get => _sender.NoDelay;
        set
        {
            _sender.NoDelay = value;
            _context.Pending.Add(this);
        }
    }

    /// <summary>What moves the congestion window; another one goes on from the window as it is.</summary>
    public CongestionControlAlgorithm CongestionControl
    {
        get => _sender.Congestion.Control.Algorithm;
        set
        {
            if (value != CongestionControl)
            {
                _sender.Congestion.Control = _context.CreateCongestionControl(value);
            }
        }
    }

    /// <summary>
    /// Acknowledgments at once rather than in the hope of an answer to go with: a hint for now, as the connection goes on to watch what the program
    /// does (Linux's TCP_QUICKACK).
    /// </summary>
    public bool QuickAcknowledgments
    {
        get => !_receiver.Timing.IsInteractive;
        set
        {
            _receiver.Timing.Choose(value);
            if (value && _receiver.IsAcknowledgmentOwed)
            {
                _receiver.IsAcknowledgmentDue = true;
                _context.Pending.Add(this);
            }
        }
    }

    /// <summary>Keepalive probes on (RFC 9293 3.8.4).</summary>
    public bool KeepAlive
    {
        get => _keepAlive is { IsEnabled: true };
        set
        {
            KeepAliveSettings.IsEnabled = value;
            RestartKeepAlive(_context.Now);
            UpdateTimer();
        }
    }

    public TimeSpan KeepAliveTime
    {
        get => KeepAliveSettings.Time;
        set => KeepAliveSettings.Time = value;
    }

    public TimeSpan KeepAliveInterval
    {
        get => KeepAliveSettings.Interval;
        set => KeepAliveSettings.Interval = value;
    }

    public int KeepAliveProbes
    {
        get => KeepAliveSettings.Probes;
        set => KeepAliveSettings.Probes = value;
    }

    /// <summary>
    /// Copies what fits into the send buffer. WouldBlock: no room, or not connected yet; Shutdown: the sending direction was shut down; NotConnected;
    /// the connection's error.
    /// </summary>
    public TransportError Send(ReadOnlySpan<byte> bytes, out int accepted)
    {
        accepted = 0;
        if (Error != TransportError.None)
        {
            return Error;
        }

        if (_sender.HasFin)
        {
            return TransportError.Shutdown;
        }

        if (State == TcpState.Closed)
        {
            return TransportError.NotConnected;
        }

        if (!IsSynchronized)
        {
            return TransportError.WouldBlock;
        }

        accepted = _sender.Append(bytes, SendLimit);
        _isSendBlocked |= accepted < bytes.Length;
        if (accepted > 0)
        {
            _context.Pending.Add(this);
        }

        return accepted > 0 || bytes.IsEmpty ? TransportError.None : TransportError.WouldBlock;
    }

    /// <summary>
    /// Takes received bytes. None with 0 bytes: end of stream (or an empty destination); WouldBlock: nothing yet; NotConnected; the connection's error,
    /// after all bytes that arrived before it.
    /// </summary>
    /// <param name="destination">Where to.</param>
    /// <param name="received">How many bytes.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    public TransportError Receive(Span<byte> destination, out int received, bool peek = false)
    {
        received = 0;
        if (_receiver.Available > 0)
        {
            received = _receiver.Read(destination, peek);
            if (_receiver.IsAcknowledgmentDue && State != TcpState.Closed)
            {
                _context.Pending.Add(this);
            }

            return TransportError.None;
        }

        if (_receiver.IsFinReceived || _receiver.IsDiscarding)
        {
            return TransportError.None;
        }

        if (Error != TransportError.None)
        {
            return Error;
        }

        if (State == TcpState.Closed || !IsSynchronized)
        {
            return TransportError.NotConnected;
        }

        if (!_sender.HasUnsent && _receiver.Timing.TakeProgramWaits())
        {
            _receiver.IsAcknowledgmentDue = true;
            _context.Pending.Add(this);
        }

        return TransportError.WouldBlock;
    }

    /// <summary>Sends a FIN after everything in the send buffer. Idempotent. NotConnected before the handshake is done.</summary>
    public TransportError ShutdownSend()
    {
        if (State == TcpState.Closed || !IsSynchronized)
        {
            return _sender.HasFin ? TransportError.None : TransportError.NotConnected;
        }

        BeginClose();
        return TransportError.None;
    }

    /// <summary>Receives no more: what is buffered is dropped, later data is acknowledged and dropped, Receive reports the end of the stream.</summary>
    public TransportError ShutdownReceive()
    {
        if (State == TcpState.Closed || !IsSynchronized)
        {
            return TransportError.NotConnected;
        }

        _receiver.Discard();
        _context.Pending.Add(this);
        return TransportError.None;
    }

    /// <summary>Orderly close; unread data turns it into a reset (RFC 9293 3.6.1, RFC 2525 2.17). The connection lives on inside the stack until it is done.</summary>
    public override void Close()
    {
        Observer = null;
        if (_isOrphan)
        {
            return;
        }

        _isOrphan = true;
        if (_timeWait is not null)
        {
            _timeWait.Connection = null;
        }

        if (State == TcpState.Closed || State == TcpState.TimeWait)
        {
            _receiver.Clear(keepInOrder: false);
        }
        else if (State == TcpState.SynSent)
        {
            End(TransportError.None);
        }
        else if (_receiver.Available > 0)
        {
            Abort();
        }
        else
        {
            BeginOrphanage();
        }
    }

    /// <summary>Sends RST and forgets the connection at once.</summary>
    public void Abort()
    {
        // RFC 9293 3.10.5.
        bool reset = State is TcpState.SynReceived or TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2 or TcpState.CloseWait;
        if (reset)
        {
            _isResetOwed = true;
            _context.Pending.Add(this);
        }

        _isOrphan = true;
        if (_timeWait is not null)
        {
            _context.TimeWaits.Remove(_timeWait);
        }
        else if (State != TcpState.Closed)
        {
            End(TransportError.ConnectionAborted);
        }

        Observer = null;
        _receiver.Clear(keepInOrder: false);
    }
}
