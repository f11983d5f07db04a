using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The addresses of an interface and of those about to be: probed for, announced, watched and defended (RFC 5227).</summary>
internal sealed class AddressClaims(StackClock clock, StackRandom random, IAddressAnnouncer announcer)
{
    // RFC 5227 1.1.
    private const int Announcements = 2;
    private static readonly TimeSpan s_announceInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_defendInterval = TimeSpan.FromSeconds(10);

    private readonly List<AddressClaim> _claims = [];

    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>Asks whether an address is free, after a pause; the claimant is told, not before the next poll.</summary>
    public void Probe(IpAddress address, IAddressClaimant claimant, AddressProbing probing, TimeSpan pause)
    {
        Remove(address);
        AddressClaim claim = new(address, claimant, probing);
        _claims.Add(claim);
        BeginProbing(claim, pause);
    }

    /// <summary>An address is in use from now on: it is announced at the next poll, or when it has been asked for, and once more after that.</summary>
    public void Add(IpAddress address)
    {
        AddressClaim? claim = Find(address);
        if (claim is null)
        {
            claim = new AddressClaim(address, claimant: null, AddressProbing.None);
            _claims.Add(claim);
        }

        claim.IsInUse = true;
        if (!claim.IsProbing)
        {
            BeginAnnouncing(claim);
        }
    }

    public void Remove(IpAddress address) => _claims.RemoveAll(claim => claim.Address == address);

    /// <summary>
    /// Asks and announces anew: the link came back, and may lead elsewhere now (RFC 5227 2.1). What is in use stays so meanwhile; connections need not
    /// suffer for a cable that was plugged.
    /// </summary>
    public void Restart()
    {
        foreach (AddressClaim claim in _claims)
        {
            BeginProbing(claim, TimeSpan.Zero);
        }
    }

    /// <summary>Announces what is in use anew: the station may have been moved.</summary>
    public void AnnounceAll()
    {
        foreach (AddressClaim claim in _claims)
        {
            if (claim is { IsInUse: true, IsProbing: false })
            {
                BeginAnnouncing(claim);
            }
        }
    }

    /// <summary>Looks whether a packet of another station contests an address, and does what is to be done about that.</summary>
    public ClaimOutcome Observe(in ArpPacket packet)
    {
        foreach (AddressClaim claim in _claims)
        {
            if (claim.IsContestedBy(packet))
            {
                return Contest(claim);
            }
        }

        return ClaimOutcome.Uncontested;
    }

    public void Poll()
    {
        while (NextPoll <= clock.Now)
        {
            NextPoll = Instant.Never;
            AddressClaim? due = null;
            foreach (AddressClaim claim in _claims)
            {
                due ??= claim.NextStep <= clock.Now ? claim : null;
                NextPoll = Instant.Earlier(NextPoll, claim.NextStep);
            }

            if (due is not null)
            {
                Step(due);
            }
        }
    }

    private AddressClaim? Find(IpAddress address)
    {
        foreach (AddressClaim claim in _claims)
        {
            if (claim.Address == address)
            {
                return claim;
            }
        }

        return null;
    }

    private ClaimOutcome Contest(AddressClaim claim)
    {
        bool yields = claim.Claimant is { YieldsToRival: true };
        if (claim.Claimant is { } claimant
            && (!claim.IsInUse || claim.IsOnTrial || (yields && (claim.IsProbing || claim.DefendedUntil > clock.Now))))
        {
            Remove(claim.Address);
            claimant.OnLost(claim.Address);
            return ClaimOutcome.Lost;
        }

        // Once in ten seconds: two stations that both defend must not shout forever.
        if (claim.DefendedUntil > clock.Now)
        {
            return ClaimOutcome.Contested;
        }

        claim.DefendedUntil = clock.Now + s_defendInterval;
        announcer.Announce(claim.Address);
        return ClaimOutcome.Defended;
    }

    private void Step(AddressClaim claim)
    {
        if (!claim.IsProbing)
        {
            claim.Announcements--;
            announcer.Announce(claim.Address);
            Schedule(claim, claim.Announcements > 0 ? clock.Now + s_announceInterval : Instant.Never);
        }
        else if (claim.Probes > 0)
        {
            claim.Probes--;
            announcer.Probe(claim.Address);
            AddressProbing probing = claim.Probing;
            TimeSpan pause = claim.Probes > 0 ? random.NextBetween(probing.ShortestInterval, probing.LongestInterval) : probing.AnnounceWait;
            Schedule(claim, clock.Now + pause);
            if (probing.IsOptimistic && !claim.IsInUse)
            {
                claim.IsOnTrial = true;
                claim.Claimant!.OnClaimed(claim.Address);
            }
        }
        else if (claim.IsInUse)
        {
            BeginAnnouncing(claim);
        }
        else
        {
            claim.IsProbing = false;
            Schedule(claim, Instant.Never);
            claim.Claimant!.OnClaimed(claim.Address);
        }
    }

    private void BeginProbing(AddressClaim claim, TimeSpan pause)
    {
        claim.IsProbing = true;
        claim.Probes = claim.Probing.Count;
        Schedule(claim, clock.Now + pause + random.NextBetween(TimeSpan.Zero, claim.Probing.LongestWait));
    }

    private void BeginAnnouncing(AddressClaim claim)
    {
        claim.IsProbing = false;
        claim.IsOnTrial = false;
        claim.Announcements = Announcements;
        Schedule(claim, clock.Now);
    }

    private void Schedule(AddressClaim claim, Instant step)
    {
        claim.NextStep = step;
        NextPoll = Instant.Earlier(NextPoll, step);
    }
}
