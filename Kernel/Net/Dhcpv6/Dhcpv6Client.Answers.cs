using System;

namespace Sabos.Net;

/// <summary>What the client makes of answers.</summary>
internal sealed partial class Dhcpv6Client
{
    // RFC 8415 21.13.
    private const int NoAddressesAvailable = 2;
    private const int NoBinding = 3;
    private const int NotOnLink = 4;

    private const byte HighestPreference = 255;

    /// <summary>Takes a datagram that is for a DHCPv6 client. True: it was one, and nobody else's.</summary>
    public bool TryReceive(in IpReceived received, ReadOnlySpan<byte> payload)
    {
        if (!IsRunning || !received.IsUnicast || !UdpDatagram.TryParse(payload, out UdpDatagram datagram) || datagram.DestinationPort != Dhcpv6Sender.ClientPort)
        {
            return false;
        }

        if ((received.ChecksumVerified || datagram.VerifyChecksum(received.Source, received.Destination))
            && Dhcpv6Answer.TryRead(datagram.Payload, _identifier, _association, out Dhcpv6Answer? answer)
            && answer.Transaction == _transaction)
        {
            Receive(answer);
        }

        return true;
    }

    private void Receive(Dhcpv6Answer answer)
    {
        bool isReply = answer.Type == Dhcpv6MessageType.Reply;
        switch (State)
        {
            case Dhcpv6State.Informing when isReply && answer.Status == 0:
                _configuration.UseServers(answer.NameServers, answer.SearchDomains);
                Rest(Dhcpv6State.Informed, Refresh(answer));
                break;
            case Dhcpv6State.Soliciting when !isReply:
                ReceiveOffer(answer);
                break;
            case Dhcpv6State.Soliciting when answer.IsRapidCommit && answer.HasLease:
                Bind(answer);
                break;
            case Dhcpv6State.Requesting when isReply && answer.IsFrom(_offer!.Server):
                ReceiveGrant(answer);
                break;
            case Dhcpv6State.Renewing when isReply && answer.IsFrom(_lease!.Server):
            case Dhcpv6State.Rebinding when isReply:
                ReceiveExtension(answer);
                break;
            case Dhcpv6State.Confirming when isReply:
                ReceiveConfirmation(answer);
                break;
            case Dhcpv6State.Declining when isReply && answer.IsFrom(_lease!.Server):
                StartOver(s_pause);
                break;
        }
    }

    private Instant Refresh(Dhcpv6Answer answer)
    {
        if (answer.RefreshTime is not { } seconds)
        {
            return _clock.Now + s_defaultRefresh;
        }

        Instant told = Lifetime.Until(_clock.Now, seconds);
        Instant soonest = _clock.Now + s_shortestRefresh;
        return told > soonest ? told : soonest;
    }

    /// <summary>The first that has an address, once the first interval is over; before, the best (18.2.1, 18.2.9).</summary>
    private void ReceiveOffer(Dhcpv6Answer answer)
    {
        if (!answer.HasLease)
        {
            return;
        }

        if (_offer is null || answer.Preference > _offer.Preference)
        {
            _offer = answer;
        }

        if (_backoff.Count > 1 || answer.Preference == HighestPreference)
        {
            Begin(Dhcpv6State.Requesting, Dhcpv6Exchange.Request, TimeSpan.Zero);
        }
    }

    /// <summary>18.2.10.1; a failure that is no answer to the question is waited out by asking again.</summary>
    private void ReceiveGrant(Dhcpv6Answer answer)
    {
        if (answer.HasLease)
        {
            Bind(answer);
        }
        else if (answer.Has(NotOnLink) || answer.Has(NoAddressesAvailable))
        {
            StartOver(s_pause);
        }
    }

    /// <summary>18.2.10.1: prolonged, forgotten, or ended.</summary>
    private void ReceiveExtension(Dhcpv6Answer answer)
    {
        if (answer.HasLease)
        {
            Bind(answer);
        }
        else if (answer.Has(NoBinding))
        {
            // The server that has forgotten is asked for the same again.
            answer.Addresses.Clear();
            answer.Addresses.AddRange(_lease!.Addresses);
            _offer = answer;
            Begin(Dhcpv6State.Requesting, Dhcpv6Exchange.Request, TimeSpan.Zero);
        }
        else if (answer.Has(NotOnLink) || answer.TakesBack(_lease!.Addresses))
        {
            StartOver(s_pause);
        }
    }

    private void ReceiveConfirmation(Dhcpv6Answer answer)
    {
        if (answer.Has(NotOnLink))
        {
            StartOver(TimeSpan.Zero);
        }
        else if (answer.Status == 0)
        {
            Rest(Dhcpv6State.Bound, _lease!.Renewal);
        }
    }

    /// <summary>Addresses with a valid lifetime of 0 go at once; those that are not mentioned any more end by themselves.</summary>
    private void Bind(Dhcpv6Answer answer)
    {
        _lease = Dhcpv6Lease.From(answer, _clock.Now);
        _offer = null;
        Rest(Dhcpv6State.Bound, _lease.Renewal);
        foreach (Dhcpv6LeasedAddress leased in answer.Addresses)
        {
            if (leased.ValidLifetime == 0)
            {
                _configuration.Withdraw(leased.Address);
            }
            else
            {
                _configuration.Use(leased);
            }
        }

        _configuration.UseServers(answer.NameServers, answer.SearchDomains);
    }
}
