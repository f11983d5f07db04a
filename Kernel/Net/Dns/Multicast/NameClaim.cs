using System;
using System.Globalization;

namespace Sabos.Net;

/// <summary>
/// The claim to a host name on one link: probes, announcements, and another name where this one is somebody else's (RFC 6762 8, 9). It only says what
/// is to be sent and when.
/// </summary>
internal sealed class NameClaim(string hostName, StackRandom random)
{
    private const int Probes = 3;
    private const int Announcements = 2;

    // RFC 6762 8.1: after fifteen conflicts within ten seconds, no more than one attempt in five seconds.
    private const int ManyConflicts = 15;

    private static readonly TimeSpan s_probeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_announcementInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_conflictWindow = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_restraint = TimeSpan.FromSeconds(5);

    private int _sent;
    private int _number = 1;
    private int _conflicts;
    private Instant _firstConflict;

    public NameClaimState State { get; private set; }

    /// <summary>The name, or one with a number to it.</summary>
    public string Name { get; private set; } = $"{hostName}.local";

    /// <summary>When <see cref="TakeDue"/> has something.</summary>
    public Instant Due { get; private set; } = Instant.Never;

    public bool IsOurs => State is NameClaimState.Announcing or NameClaimState.Established;

    /// <summary>The link is there, with an address: after a pause by chance, so that machines started together do not ask together (8.1).</summary>
    public void Begin(Instant now) => Probe(now + random.NextBetween(TimeSpan.Zero, s_probeInterval));

    public void Stop()
    {
        State = NameClaimState.Idle;
        Due = Instant.Never;
    }

    /// <summary>Other records than before stand under the name that is ours: others are told (8.4).</summary>
    public void Announce(Instant now)
    {
        State = NameClaimState.Announcing;
        _sent = 0;
        Due = now;
    }

    /// <summary>Somebody else has the name. One that was ours until now is asked for once more (9); if he has it then, another is taken.</summary>
    public void Conflict(Instant now)
    {
        if (IsOurs)
        {
            Probe(now);
            return;
        }

        _conflicts = now - _firstConflict < s_conflictWindow ? _conflicts + 1 : 1;
        _firstConflict = _conflicts == 1 ? now : _firstConflict;
        string suffix = string.Create(CultureInfo.InvariantCulture, $"-{++_number}");
        Name = $"{hostName[..Math.Min(hostName.Length, DnsName.MaxLabel - suffix.Length)]}{suffix}.local";
        Probe(_conflicts < ManyConflicts ? now : now + s_restraint);
    }

    /// <summary>Somebody probes for the same name at the same time, and his records come after ours in order: he goes first (8.2).</summary>
    public void Yield(Instant now) => Probe(now + s_announcementInterval);

    /// <summary>What is to be sent now: Probing for a probe, Announcing for an announcement, Idle for nothing.</summary>
    public NameClaimState TakeDue(Instant now)
    {
        if (Due > now)
        {
            return NameClaimState.Idle;
        }

        if (State == NameClaimState.Probing && _sent == Probes)
        {
            Announce(now);
        }

        NameClaimState due = State;
        _sent++;
        if (State == NameClaimState.Probing)
        {
            Due = now + s_probeInterval;
        }
        else if (_sent < Announcements)
        {
            Due = now + s_announcementInterval;
        }
        else
        {
            State = NameClaimState.Established;
            Due = Instant.Never;
        }

        return due;
    }

    private void Probe(Instant first)
    {
        State = NameClaimState.Probing;
        _sent = 0;
        Due = first;
    }
}
