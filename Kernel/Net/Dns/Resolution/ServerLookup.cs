using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A question on its way through the servers: round by round, each with its time to answer.</summary>
internal sealed class ServerLookup : NameLookup
{
    // Servers that come and go do not keep a question open for ever.
    private const int MaxRestarts = 4;

    // A connection takes a round trip more than a datagram, and its first segment may be lost.
    private static readonly TimeSpan s_streamTimeout = TimeSpan.FromSeconds(4);

    private readonly DnsResolver _resolver;
    private readonly DnsOptions _options;
    private DnsChain _chain;
    private IReadOnlyList<DnsServer> _servers = [];
    private IDnsExchange? _exchange;
    private DnsStatus _failure = DnsStatus.Failed;
    private Instant _deadline;
    private int _turn = -1;
    private int _restarts;
    private bool _isCaseInDoubt;

    public ServerLookup(DnsResolver resolver, DnsQuestion question)
        : base(question)
    {
        _resolver = resolver;
        _options = resolver.Options;
        _chain = new DnsChain(question);
        Begin(resolver.OrderServers());
    }

    public override Instant NextPoll => _exchange is { HasEvent: true } ? _resolver.Now : _deadline;

    private DnsServer Server => _servers[_turn % _servers.Count];

    public override void Restart()
    {
        Release();
        if (++_restarts <= MaxRestarts)
        {
            Begin(_resolver.OrderServers());
        }
        else
        {
            Begin([]);
            _failure = DnsStatus.TryAgain;
        }
    }

    public override void Poll()
    {
        if (_exchange is { HasEvent: true } exchange)
        {
            Span<byte> buffer = stackalloc byte[DnsQueryMessage.MaxUdpPayload];
            switch (exchange.Read(buffer, out ReadOnlySpan<byte> message))
            {
                case DnsExchangeResult.Answered:
                    Accept(new DnsResponse(message, exchange.Query));
                    break;
                case DnsExchangeResult.NeedsStream:
                    AskByStream();
                    break;
                case DnsExchangeResult.CaseDiffers:
                    _isCaseInDoubt = true;
                    AskByStream();
                    break;
                case DnsExchangeResult.Failed:
                    EndTurn(DnsStatus.TryAgain);
                    break;
            }
        }

        if (IsCompleted || _deadline > _resolver.Now)
        {
            return;
        }

        if (_turn < 0)
        {
            NextTurn();
        }
        else
        {
            EndTurn(DnsStatus.TryAgain);
        }
    }

    protected override void Release()
    {
        _exchange?.Close();
        _exchange = null;
    }

    /// <summary>The first server's turn comes at the next poll; without any, the end does.</summary>
    private void Begin(IReadOnlyList<DnsServer> servers)
    {
        _servers = servers;
        _chain = new DnsChain(Question);
        _turn = -1;
        _deadline = _resolver.Now;
        _failure = DnsStatus.Failed;
        _isCaseInDoubt = false;
    }

    /// <summary>This server gave no answer: the next one's turn comes at once. That one may yet know better weighs more than that one will not say.</summary>
    private void EndTurn(DnsStatus failure)
    {
        _failure = failure == DnsStatus.TryAgain ? failure : _failure;
        if (_isCaseInDoubt)
        {
            // Not by TCP either: this one is asked without that protection from now on.
            Server.KeepsCase = false;
            _isCaseInDoubt = false;
        }

        NextTurn();
    }

    /// <summary>After the last round it is over.</summary>
    private void NextTurn()
    {
        Release();
        if (++_turn < _options.Attempts * _servers.Count)
        {
            Ask();
            return;
        }

        DnsAnswer answer = DnsAnswer.Without(_failure);
        _resolver.Cache.Add(Question, answer, timeToLive: 0);
        Complete(answer);
    }

    /// <summary>Asks the server whose turn it is, under a new id from a new port.</summary>
    private void Ask()
    {
        Release();
        int round = _turn / _servers.Count;

        // What drops queries with extensions without a word gets one without them in the end.
        bool isLastRound = round > 0 && round == _options.Attempts - 1;
        DnsQueryMessage query = CreateQuery(isExtended: Server.SpeaksExtensions && !isLastRound);
        DatagramExchange exchange = new(_resolver.Udp, query, Server.Endpoint);
        _exchange = exchange;

        // Where there is no way now, the next server's turn comes at once, the same one's after the pause.
        bool isPaused = exchange.IsSent || _turn % _servers.Count == _servers.Count - 1;
        _deadline = isPaused ? _resolver.Now + (_options.Timeout * (1 << Math.Min(round, 4))) : _resolver.Now;
    }

    private void AskByStream()
    {
        Release();
        _exchange = new StreamExchange(_resolver.Tcp, CreateQuery(isExtended: Server.SpeaksExtensions), Server.Endpoint);
        _deadline = _resolver.Now + s_streamTimeout;
    }

    private DnsQueryMessage CreateQuery(bool isExtended) =>
        new(Question with { Name = _chain.Name }, _resolver.Random, isCaseMixed: Server.KeepsCase, isExtended);

    private void Accept(in DnsResponse response)
    {
        if (response.IsTruncated && _exchange is DatagramExchange)
        {
            AskByStream();
            return;
        }

        _isCaseInDoubt = false;
        switch (response.Code)
        {
            case DnsResponseCode.NoError when !response.IsLame:
            case DnsResponseCode.NameError:
                Follow(response);
                break;
            case DnsResponseCode.FormatError or DnsResponseCode.NotImplemented or DnsResponseCode.BadVersion when _exchange!.Query.IsExtended:
                Server.SpeaksExtensions = false;
                Ask();
                break;
            default:
                EndTurn(response.Code == DnsResponseCode.ServerFailure ? DnsStatus.TryAgain : DnsStatus.Failed);
                break;
        }
    }

    private void Follow(in DnsResponse response)
    {
        string asked = _chain.Name;
        bool isName = response.Code == DnsResponseCode.NoError;
        if (!_chain.TryFollow(response))
        {
            Finish(DnsStatus.Failed, timeToLive: 0);
        }
        else if (_chain.IsComplete && isName)
        {
            Finish(DnsStatus.Success, _chain.TimeToLive);
        }
        else if (response.NegativeTimeToLive(_chain.Name) is var seconds and not 0)
        {
            Finish(isName ? DnsStatus.NoData : DnsStatus.NameNotFound, Math.Min(seconds, _chain.TimeToLive));
        }
        else if (isName && _chain.Name != asked)
        {
            // The answer ends at an alias: its target is a question of its own, for the same server.
            Ask();
        }
        else
        {
            Finish(isName ? DnsStatus.NoData : DnsStatus.NameNotFound, timeToLive: 0);
        }
    }

    private void Finish(DnsStatus status, uint timeToLive)
    {
        DnsAnswer answer = status == DnsStatus.Success
            ? new DnsAnswer(status, _chain.Addresses, _chain.Target ?? _chain.Name)
            : DnsAnswer.Without(status);
        _resolver.Cache.Add(Question, answer, timeToLive);
        Complete(answer);
    }
}
