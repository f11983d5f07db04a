using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>When the addresses of an interface are announced and defended (RFC 5227 2.3, 2.4).</summary>
internal sealed class AddressClaims(StackClock clock, Action<IpAddress> announce)
{
    // RFC 5227 1.1.
    private const int Announcements = 2;
    private static readonly TimeSpan s_announceInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_defendInterval = TimeSpan.FromSeconds(10);

    private readonly List<Claim> _claims = [];

    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>An address is ours from now on: it is announced at the next poll and once more after that.</summary>
    public void Add(IpAddress address)
    {
        Remove(address);
        _claims.Add(new Claim(address) { Announcements = Announcements, NextAnnouncement = clock.Now });
        NextPoll = clock.Now;
    }

    public void Remove(IpAddress address) => _claims.RemoveAll(claim => claim.Address == address);

    /// <summary>Announces everything anew: the link came back, and may lead elsewhere now.</summary>
    public void Restart()
    {
        foreach (Claim claim in _claims)
        {
            claim.Announcements = Announcements;
            claim.NextAnnouncement = clock.Now;
        }

        NextPoll = clock.Now;
    }

    /// <summary>Answers a rival with one announcement, but not twice in ten seconds: two stations that both defend must not shout forever (2.4 (b)).</summary>
    /// <returns>False: not this time.</returns>
    public bool TryDefend(IpAddress address)
    {
        if (_claims.Find(claim => claim.Address == address) is not { } claim || claim.NextDefence > clock.Now)
        {
            return false;
        }

        claim.NextDefence = clock.Now + s_defendInterval;
        announce(address);
        return true;
    }

    public void Poll()
    {
        if (NextPoll > clock.Now)
        {
            return;
        }

        NextPoll = Instant.Never;
        foreach (Claim claim in _claims)
        {
            if (claim.Announcements > 0 && claim.NextAnnouncement <= clock.Now)
            {
                claim.Announcements--;
                claim.NextAnnouncement = clock.Now + s_announceInterval;
                announce(claim.Address);
            }

            if (claim.Announcements > 0)
            {
                NextPoll = Instant.Earlier(NextPoll, claim.NextAnnouncement);
            }
        }
    }

    private sealed class Claim(IpAddress address)
    {
        public IpAddress Address { get; } = address;

        public int Announcements { get; set; }

        public Instant NextAnnouncement { get; set; }

        public Instant NextDefence { get; set; }
    }
}
