using System;

namespace Sabos.Net;

/// <summary>One TCP connection (RFC 9293).</summary>
public sealed class TcpConnection : NetworkSocket
{
    internal TcpConnection()
    {
    }

    public IpEndpoint RemoteEndpoint { get; internal set; }

    public TcpState State => throw new NotImplementedException();

    public override Readiness Readiness => throw new NotImplementedException();

    /// <summary>Why the connection ended, or None. Not cleared by reading: the socket seam does that.</summary>
    public TransportError Error => throw new NotImplementedException();

    /// <summary>Bytes that Receive would return now.</summary>
    public int Available => throw new NotImplementedException();

    /// <summary>The peer's FIN was reached: after the available bytes, Receive reports the end of the stream.</summary>
    public bool PeerClosed => throw new NotImplementedException();

    /// <summary>Nagle's algorithm off (RFC 9293 3.7.4).</summary>
    public bool NoDelay { get; set; }

    /// <summary>Keepalive probes on (RFC 9293 3.8.4).</summary>
    public bool KeepAlive { get; set; }

    public TimeSpan KeepAliveTime { get; set; } = TimeSpan.FromHours(2);

    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(75);

    public int KeepAliveProbes { get; set; } = 9;

    /// <summary>Send buffer in bytes; grows and shrinks the room, never drops data.</summary>
    public int SendBufferSize { get; set; }

    /// <summary>Receive buffer in bytes: the most that the window offers.</summary>
    public int ReceiveBufferSize { get; set; }

    /// <summary>Copies what fits into the send buffer. WouldBlock: no room; Shutdown; the connection's error.</summary>
    public TransportError Send(ReadOnlySpan<byte> bytes, out int accepted) => throw new NotImplementedException();

    /// <summary>
    /// Takes received bytes. None with 0 bytes: end of stream (or an empty destination); WouldBlock: nothing yet; NotConnected; the connection's error,
    /// after all bytes that arrived before it.
    /// </summary>
    /// <param name="destination">Where to.</param>
    /// <param name="received">How many bytes.</param>
    /// <param name="peek">Leave them in the buffer.</param>
    public TransportError Receive(Span<byte> destination, out int received, bool peek = false) => throw new NotImplementedException();

    /// <summary>Sends a FIN after everything in the send buffer. Idempotent. NotConnected before the handshake is done.</summary>
    public TransportError ShutdownSend() => throw new NotImplementedException();

    /// <summary>Receives no more: what is buffered is dropped, later data is acknowledged and dropped, Receive reports the end of the stream.</summary>
    public TransportError ShutdownReceive() => throw new NotImplementedException();

    /// <summary>Orderly close; unread data turns it into a reset (RFC 9293 3.6, RFC 2525 2.17). The connection lives on inside the stack until it is done.</summary>
    public override void Close() => throw new NotImplementedException();

    /// <summary>Sends RST and forgets the connection at once.</summary>
    public void Abort() => throw new NotImplementedException();

    /// <summary>A snapshot for diagnostics (RFC 4898's terms).</summary>
    public TcpConnectionInfo GetInfo() => throw new NotImplementedException();
}
