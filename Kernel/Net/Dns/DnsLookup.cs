using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// One question on its way through the servers. Every attempt has a socket of its own, hence a fresh random port, and a fresh random id (RFC 5452 9.2);
/// the socket is connected, so that nothing but the server's own datagrams and errors reaches it.
/// </summary>
internal sealed class DnsLookup : IReadinessObserver
{
    private const int MaxAliases = 8;
    private const int MaxAttempts = 4;
    private static readonly TimeSpan s_firstTimeout = TimeSpan.FromSeconds(1);

    private readonly DnsResolver _resolver;
    private readonly List<IpAddress> _addresses = [];
    private DnsQuestion _asked;
    private UdpSocket? _socket;
    private DnsStatus _failure = DnsStatus.TryAgain;
    private Instant _deadline;
    private uint _timeToLive = uint.MaxValue;
    private ushort _id;
    private int _attempts;
    private int _aliasesLeft = MaxAliases;
    private bool _hasDatagram;

    public DnsLookup(DnsResolver resolver, DnsQuestion question)
    {
        _resolver = resolver;
        _asked = question;
        Question = question;
    }

    /// <summary>What the program asked; the chain of aliases may have led on to another name.</summary>
    public DnsQuestion Question { get; }

    /// <summary>Who waits for the answer.</summary>
    public List<DnsQuery> Queries { get; } = [];

    public bool IsCompleted { get; private set; }

    public Instant NextPoll => _hasDatagram ? _resolver.Now : _deadline;

    public void OnReady(Readiness raised) => _hasDatagram |= (raised & (Readiness.Readable | Readiness.Error)) != 0;

    public void Poll()
    {
        if (_hasDatagram)
        {
            _hasDatagram = false;
            ReadAnswers();
        }

        if (_attempts == 0 && _resolver.Cache.Find(Question) is { } answer)
        {
            Complete(DnsStatus.Success, answer.Addresses, answer.CanonicalName);
        }

        if (!IsCompleted && _deadline <= _resolver.Now)
        {
            Ask();
        }
    }

    public void Cancel()
    {
        _socket?.Close();
        IsCompleted = true;
    }

    /// <summary>Asks the next server in turn, or gives up.</summary>
    private void Ask()
    {
        _socket?.Close();
        IReadOnlyList<IpEndpoint> servers = _resolver.Servers;
        if (_attempts == Math.Max(MaxAttempts, servers.Count) || servers.Count == 0)
        {
            Complete(servers.Count == 0 ? DnsStatus.Failed : _failure);
            return;
        }

        IpEndpoint server = servers[_attempts % servers.Count];
        int round = _attempts++ / servers.Count;
        _deadline = _resolver.Now + (s_firstTimeout * (1 << Math.Min(round, 3)));
        _id = (ushort)_resolver.Random.NextUInt32();
        _socket = _resolver.Udp.CreateSocket();
        _socket.Observer = this;
        Span<byte> query = stackalloc byte[DnsQuestion.MaxQuery];
        int length = _asked.WriteQuery(_id, query);
        if (_socket.Connect(server) != TransportError.None || _socket.Send(query[..length], remote: null) != TransportError.None)
        {
            // No way to this server now: the next one's turn comes at once, the same one's after the pause.
            _deadline = _attempts < servers.Count ? _resolver.Now : _deadline;
        }
    }

    private void ReadAnswers()
    {
        Span<byte> bytes = stackalloc byte[1500];
        while (!IsCompleted)
        {
            switch (_socket!.Receive(bytes, out DatagramReceived received))
            {
                case TransportError.None when DnsResponse.TryParse(bytes[..received.Copied], _id, _asked, out DnsResponse response):
                    Accept(response);
                    return;
                case TransportError.None:
                    continue;
                case TransportError.WouldBlock:
                    return;
                default:
                    // The server's host says that nobody listens, or the way to it is gone.
                    _deadline = _resolver.Now;
                    return;
            }
        }
    }

    private void Accept(in DnsResponse response)
    {
        switch (response.Code)
        {
            case DnsResponseCode.NoError:
                Follow(response);
                break;
            case DnsResponseCode.NameError:
                Complete(DnsStatus.NameNotFound);
                break;
            default:
                _failure = response.Code == DnsResponseCode.ServerFailure ? DnsStatus.TryAgain : DnsStatus.Failed;
                _deadline = _resolver.Now;
                break;
        }
    }

    private void Follow(in DnsResponse response)
    {
        string name = _asked.Name;
        if (!response.TryFollow(ref name, _asked.Type, ref _aliasesLeft, _addresses, ref _timeToLive))
        {
            Complete(DnsStatus.Failed);
        }
        else if (_addresses.Count > 0)
        {
            _resolver.Cache.Add(Question, _addresses, name, _timeToLive);
            _asked = _asked with { Name = name };
            Complete(DnsStatus.Success);
        }
        else if (name != _asked.Name)
        {
            // The answer ends at an alias: its target is a question of its own.
            _asked = _asked with { Name = name };
            _attempts = 0;
            _deadline = _resolver.Now;
        }
        else
        {
            Complete(response.IsTruncated ? DnsStatus.TryAgain : DnsStatus.NoData);
        }
    }

    private void Complete(DnsStatus status) => Complete(status, _addresses, status == DnsStatus.Success ? _asked.Name : null);

    private void Complete(DnsStatus status, IReadOnlyList<IpAddress> addresses, string? canonicalName)
    {
        Cancel();
        foreach (DnsQuery query in Queries)
        {
            query.Complete(status, addresses, canonicalName);
        }
    }
}
