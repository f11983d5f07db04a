using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// The temporary addresses of one interface (RFC 8981): with each stable one comes one whose identifier is random, and before it is deprecated another, so
/// that what we do in the network cannot be told to be ours for longer than a day.
/// </summary>
internal sealed class TemporaryAddresses
{
    // RFC 8981 3.8, TEMP_IDGEN_RETRIES.
    private const int MaxConflicts = 3;

    private readonly NetworkInterface _interface;
    private readonly InterfaceIdentifiers _identifiers;
    private readonly StackClock _clock;
    private readonly StackRandom _random;
    private readonly Ipv6Settings _settings;

    // REGEN_ADVANCE: time enough for a few duplicates.
    private readonly TimeSpan _advance;

    public TemporaryAddresses(NetworkInterface attached, InterfaceIdentifiers identifiers, StackClock clock, StackRandom random, Ipv6Settings settings)
    {
        _interface = attached;
        _identifiers = identifiers;
        _clock = clock;
        _random = random;
        _settings = settings;
        _advance = TimeSpan.FromSeconds(2 + (MaxConflicts * settings.DetectionTransmits));
    }

    /// <summary>When a successor is to be made.</summary>
    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>The prefix is new, or has other lifetimes now (3.4 (1)).</summary>
    public void Update(AutoconfiguredPrefix prefix)
    {
        foreach (TemporaryAddress made in prefix.Temporary)
        {
            if (_interface.FindAddress(made.Address) is { } own)
            {
                _interface.SetAddress(own.WithLifetimes(Preferred(prefix, made), Valid(prefix, made), _clock.Now));
            }
        }

        NextPoll = _clock.Now;
    }

    /// <summary>One was a duplicate: another at the next poll, but not for ever (3.4 (6)).</summary>
    public void Replace(AutoconfiguredPrefix prefix, IpAddress duplicate)
    {
        prefix.Temporary.RemoveAll(made => made.Address == duplicate);
        prefix.TemporaryConflicts++;
        NextPoll = _clock.Now;
    }

    /// <summary>Makes the first of each prefix, and successors for those about to be deprecated (3.5).</summary>
    public void Poll(List<AutoconfiguredPrefix> prefixes)
    {
        if (NextPoll > _clock.Now)
        {
            return;
        }

        NextPoll = Instant.Never;
        foreach (AutoconfiguredPrefix prefix in prefixes)
        {
            prefix.Temporary.RemoveAll(made => _interface.FindAddress(made.Address) is null);
            if (Renewal(prefix) <= _clock.Now)
            {
                Add(prefix);
            }

            NextPoll = Instant.Earlier(NextPoll, Renewal(prefix) is var next && next > _clock.Now ? next : Instant.Never);
        }
    }

    private static Instant Preferred(AutoconfiguredPrefix prefix, TemporaryAddress made) => Instant.Earlier(prefix.PreferredUntil, made.LastPreferred);

    private static Instant Valid(AutoconfiguredPrefix prefix, TemporaryAddress made) => Instant.Earlier(prefix.ValidUntil, made.LastValid);

    private Instant Renewal(AutoconfiguredPrefix prefix) =>
        prefix.Temporary.Count == 0 ? _clock.Now : Preferred(prefix, prefix.Temporary[^1]) - _advance;

    /// <summary>Makes one, where the prefix lives long enough to be worth it (3.4 (4)).</summary>
    private void Add(AutoconfiguredPrefix prefix)
    {
        if (!_settings.UseTemporaryAddresses || prefix.TemporaryConflicts >= MaxConflicts || prefix.PreferredUntil <= _clock.Now + _advance)
        {
            return;
        }

        // DESYNC_FACTOR: at most four tenths of the lifetime, so that machines do not change their addresses in step.
        TimeSpan desync = _random.NextBetween(TimeSpan.Zero, _settings.TemporaryPreferredLifetime * 0.4);
        TemporaryAddress made = new(
            _identifiers.Temporary(prefix.Prefix),
            _clock.Now + _settings.TemporaryPreferredLifetime - desync,
            _clock.Now + _settings.TemporaryValidLifetime);
        prefix.Temporary.Add(made);
        _interface.SetAddress(new InterfaceAddress(prefix.Prefix with { Address = made.Address }, AddressOrigin.Temporary)
        {
            State = _settings.FirstState,
            PreferredUntil = Preferred(prefix, made),
            ValidUntil = Valid(prefix, made),
        });
    }
}
