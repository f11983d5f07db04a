using System;

namespace Sabos.Net;

/// <summary>
/// A query by UDP. The socket is the exchange's own, hence its random port (RFC 5452 9.2), and connected, so that nothing but the server's
/// datagrams and errors reaches it.
/// </summary>
internal sealed class DatagramExchange : IDnsExchange, IReadinessObserver
{
    // So many answers that match in nothing but ports are somebody's guesses: TCP is out of his reach (RFC 5452 5).
    private const int MaxStrayAnswers = 8;

    private readonly UdpSocket _socket;
    private int _strayAnswers;

    public DatagramExchange(UdpLayer udp, DnsQueryMessage query, IpEndpoint server)
    {
        Query = query;
        _socket = udp.CreateSocket();
        _socket.Observer = this;
        IsSent = _socket.Connect(server) == TransportError.None && _socket.Send(query.Bytes, remote: null) == TransportError.None;
    }

    public DnsQueryMessage Query { get; }

    /// <summary>False: there is no way to this server now.</summary>
    public bool IsSent { get; }

    public bool HasEvent { get; private set; }

    public void OnReady(Readiness raised) => HasEvent |= (raised & (Readiness.Readable | Readiness.Error)) != 0;

    public DnsExchangeResult Read(Span<byte> buffer, out ReadOnlySpan<byte> message)
    {
        message = default;
        HasEvent = false;
        while (true)
        {
            TransportError error = _socket.Receive(buffer, out DatagramReceived received);
            if (error != TransportError.None)
            {
                return error == TransportError.WouldBlock ? DnsExchangeResult.Waiting : DnsExchangeResult.Failed;
            }

            switch (Query.Match(buffer[..received.Copied]))
            {
                // Longer than we said we take.
                case DnsMatch.Exact when received.Length > received.Copied:
                    return DnsExchangeResult.NeedsStream;
                case DnsMatch.CaseDiffers:
                    return DnsExchangeResult.CaseDiffers;
                case DnsMatch.Exact:
                    message = buffer[..received.Copied];
                    return DnsExchangeResult.Answered;
                default:
                    if (++_strayAnswers == MaxStrayAnswers)
                    {
                        return DnsExchangeResult.NeedsStream;
                    }

                    break;
            }
        }
    }

    public void Close() => _socket.Close();
}
