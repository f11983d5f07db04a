using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A query by TCP (RFC 7766): one question, one answer, each behind its length.</summary>
internal sealed class StreamExchange : IDnsExchange, IReadinessObserver
{
    private const int LengthSize = 2;
    private const int FirstBuffer = 2048;

    private readonly TcpConnection? _connection;
    private byte[] _received = [];
    private int _count;
    private bool _isSent;

    public StreamExchange(TcpLayer tcp, DnsQueryMessage query, IpEndpoint server)
    {
        Query = query;
        IpAddress any = server.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        if (tcp.Connect(new IpEndpoint(any, 0), server, reuseAddress: false, out _connection) != TransportError.None)
        {
            HasEvent = true;
            return;
        }

        _connection!.Observer = this;
    }

    public DnsQueryMessage Query { get; }

    public bool HasEvent { get; private set; }

    public void OnReady(Readiness raised) => HasEvent = true;

    public DnsExchangeResult Read(Span<byte> buffer, out ReadOnlySpan<byte> message)
    {
        message = default;
        HasEvent = false;
        if (_connection is null || (!_isSent && !TrySend(_connection)))
        {
            return DnsExchangeResult.Failed;
        }

        return _isSent ? Receive(_connection, out message) : DnsExchangeResult.Waiting;
    }

    public void Close() => _connection?.Close();

    /// <summary>Sends the query once the connection stands. False: it does not, and will not.</summary>
    private bool TrySend(TcpConnection connection)
    {
        if ((connection.Readiness & Readiness.Writable) == 0)
        {
            return true;
        }

        byte[] framed = new byte[LengthSize + Query.Bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)Query.Bytes.Length);
        Query.Bytes.CopyTo(framed.AsSpan(LengthSize));
        _isSent = connection.Send(framed, out int accepted) == TransportError.None && accepted == framed.Length;
        return _isSent;
    }

    private DnsExchangeResult Receive(TcpConnection connection, out ReadOnlySpan<byte> message)
    {
        message = default;
        while (true)
        {
            int wanted = _count < LengthSize ? LengthSize : LengthSize + BinaryPrimitives.ReadUInt16BigEndian(_received);
            if (_count == wanted && _count > LengthSize)
            {
                message = _received.AsSpan(LengthSize..wanted);
                return Query.Match(message) == DnsMatch.None ? DnsExchangeResult.Failed : DnsExchangeResult.Answered;
            }

            Grow();
            int end = Math.Min(wanted, _received.Length);
            TransportError error = connection.Receive(_received.AsSpan(_count..end), out int received);
            if (error == TransportError.WouldBlock)
            {
                return DnsExchangeResult.Waiting;
            }

            if (error != TransportError.None || received == 0)
            {
                return DnsExchangeResult.Failed;
            }

            _count += received;
        }
    }

    /// <summary>Room grows with what has arrived, not with what a server says will.</summary>
    private void Grow()
    {
        if (_count == _received.Length)
        {
            Array.Resize(ref _received, Math.Min(Math.Max(_received.Length * 2, FirstBuffer), LengthSize + ushort.MaxValue));
        }
    }
}
