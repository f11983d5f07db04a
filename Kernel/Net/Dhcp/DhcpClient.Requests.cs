using System;

namespace Sabos.Net;

/// <summary>What the client sends, and when again.</summary>
public sealed partial class DhcpClient
{
    private void Discover()
    {
        State = DhcpState.Selecting;
        BeginTransaction();
        _backoff.Restart();
        SendDiscover();
    }

    private void SendDiscover()
    {
        _sender.Broadcast(new DhcpRequest(DhcpMessageType.Discover, _transaction, Now - _began) { RequestedAddress = _previous });
        NextPoll = Now + _backoff.Next();
    }

    private void SendRequest(DhcpLease offer)
    {
        // The lease counts from the first request: later answers may be to that (RFC 2131 4.4.1).
        _requested = _backoff.Count == 0 ? Now : _requested;
        _sender.Broadcast(new DhcpRequest(DhcpMessageType.Request, _transaction, Now - _began)
        {
            RequestedAddress = offer.Address.Address,
            Server = offer.Server,
        });
        NextPoll = Now + _backoff.Next();
    }

    private void Reboot()
    {
        State = DhcpState.Rebooting;
        BeginTransaction();
        _backoff.Restart();
        NextPoll = Now;
    }

    /// <summary>In INIT-REBOOT no server is named, and ciaddr is empty (RFC 2131 4.3.2).</summary>
    private void SendReboot()
    {
        _requested = _backoff.Count == 0 ? Now : _requested;
        _sender.Broadcast(new DhcpRequest(DhcpMessageType.Request, _transaction, Now - _began) { RequestedAddress = _previous });
        NextPoll = Now + _backoff.Next();
    }

    /// <summary>Bound, renewing, rebinding (RFC 2131 4.4.5).</summary>
    private void KeepLease(DhcpLease lease)
    {
        if (lease.Expiry <= Now)
        {
            Withdraw();
            Restart(TimeSpan.Zero);
            return;
        }

        if (State == DhcpState.Bound)
        {
            BeginTransaction();
            _requested = Now;
        }

        bool isRebinding = lease.Rebinding <= Now;
        State = isRebinding ? DhcpState.Rebinding : DhcpState.Renewing;
        DhcpRequest request = new(DhcpMessageType.Request, _transaction, Now - _began) { ClientAddress = lease.Address.Address };
        if (isRebinding)
        {
            _sender.Broadcast(request);
        }
        else
        {
            _sender.Send(request, lease.Server);
        }

        // Half of what is left, but not more than once a minute.
        Instant end = isRebinding ? lease.Expiry : lease.Rebinding;
        TimeSpan half = (end - Now) / 2;
        NextPoll = Instant.Earlier(end, Now + (half > s_shortestRenewal ? half : s_shortestRenewal));
    }

    private void SendDecline(DhcpLease lease)
    {
        BeginTransaction();
        _sender.Broadcast(new DhcpRequest(DhcpMessageType.Decline, _transaction, TimeSpan.Zero)
        {
            RequestedAddress = lease.Address.Address,
            Server = lease.Server,
        });
    }

    private void SendRelease(DhcpLease lease)
    {
        BeginTransaction();
        DhcpRequest release = new(DhcpMessageType.Release, _transaction, TimeSpan.Zero)
        {
            ClientAddress = lease.Address.Address,
            Server = lease.Server,
        };
        _sender.Send(release, lease.Server);
    }

    private void BeginTransaction()
    {
        _transaction = _services.Random.NextUInt32();
        _began = Now;
    }
}
