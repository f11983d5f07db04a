using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Stateless address autoconfiguration of one interface (RFC 4862 5.3 and 5.5): a link-local address, and one of each kind from every prefix that routers advertise for it.</summary>
internal sealed class AddressAutoconfiguration
{
    // What a flood of prefixes may cost.
    private const int MaxPrefixes = 8;

    // RFC 7217 5, IDGEN_RETRIES.
    private const int MaxConflicts = 3;
    private const int IdentifierBits = 64;

    private static readonly IpPrefix s_linkLocal = new(IpAddress.FromIpv6(0xFE80_0000_0000_0000, 0), 64);

    // RFC 4862 5.5.3 (e): whoever forges an advertisement cannot end an address sooner.
    private static readonly TimeSpan s_shortestRemaining = TimeSpan.FromHours(2);

    private readonly NetworkInterface _interface;
    private readonly InterfaceIdentifiers _identifiers;
    private readonly StackClock _clock;
    private readonly Ipv6Settings _settings;
    private readonly TemporaryAddresses _temporary;
    private readonly List<AutoconfiguredPrefix> _prefixes = [];
    private readonly AutoconfiguredPrefix _linkLocal = new(s_linkLocal);
    private IReadOnlyList<InterfaceAddress>? _addressesSeen;

    public AddressAutoconfiguration(NetworkInterface attached, InterfaceIdentifiers identifiers, StackClock clock, StackRandom random, Ipv6Settings settings)
    {
        _interface = attached;
        _identifiers = identifiers;
        _clock = clock;
        _settings = settings;
        _temporary = new TemporaryAddresses(attached, identifiers, clock, random, settings);
    }

    public Instant NextPoll => _temporary.NextPoll;

    /// <summary>Makes the link-local address, unless there is one.</summary>
    public void AddLinkLocal()
    {
        if (FindStable(s_linkLocal) is null)
        {
            AddStable(_linkLocal, AddressOrigin.LinkLocal);
        }
    }

    /// <summary>Takes a prefix that a router advertises for autoconfiguration (RFC 4862 5.5.3).</summary>
    public void ReceivePrefix(in PrefixInformation information)
    {
        if (!information.IsAutonomous || information.PreferredLifetime > information.ValidLifetime || information.Prefix.Length != 128 - IdentifierBits)
        {
            return;
        }

        IpPrefix prefix = information.Prefix;
        AutoconfiguredPrefix? known = _prefixes.Find(entry => entry.Prefix == prefix);
        if (known is null && (information.ValidLifetime == 0 || !TryAdd(prefix, out known)))
        {
            return;
        }

        Instant valid = Lifetime.Until(_clock.Now, information.ValidLifetime);
        InterfaceAddress? stable = FindStable(prefix);
        if (stable is not null && valid < stable.ValidUntil && valid <= _clock.Now + s_shortestRemaining)
        {
            valid = Instant.Earlier(stable.ValidUntil, _clock.Now + s_shortestRemaining);
        }

        SetLifetimes(known!, Lifetime.Until(_clock.Now, information.PreferredLifetime), valid);
        if (stable is null)
        {
            AddStable(known!, AddressOrigin.Autoconfigured);
        }
    }

    /// <summary>The link may be another, on which only these prefixes are advertised: addresses of all others are deprecated.</summary>
    public void DeprecateAllBut(List<IpPrefix> advertised)
    {
        foreach (AutoconfiguredPrefix known in _prefixes)
        {
            if (!advertised.Contains(known.Prefix))
            {
                SetLifetimes(known, _clock.Now, known.ValidUntil);
            }
        }
    }

    /// <summary>
    /// An address of ours turned out to be another station's: the next one is tried, a few times (RFC 7217 6, RFC 8981 3.4 (6)), unless it was not made here.
    /// </summary>
    public void Replace(InterfaceAddress duplicate)
    {
        AutoconfiguredPrefix? prefix = duplicate.Origin == AddressOrigin.LinkLocal ? _linkLocal : FindPrefix(duplicate);
        if (prefix is null)
        {
            return;
        }

        if (duplicate.Origin == AddressOrigin.Temporary)
        {
            _interface.RemoveAddress(duplicate.Address);
            _temporary.Replace(prefix, duplicate.Address);
        }
        else if (prefix.Conflicts < MaxConflicts)
        {
            prefix.Conflicts++;
            _interface.RemoveAddress(duplicate.Address);
            AddStable(prefix, duplicate.Origin);
        }
    }

    /// <summary>An address of ours is nobody else's.</summary>
    public void Confirm(InterfaceAddress unique)
    {
        if (unique.Origin == AddressOrigin.Temporary && FindPrefix(unique) is { } prefix)
        {
            prefix.TemporaryConflicts = 0;
        }
    }

    public void Poll()
    {
        _temporary.Poll(_prefixes);
        if (!ReferenceEquals(_addressesSeen, _interface.Addresses))
        {
            _addressesSeen = _interface.Addresses;
            _prefixes.RemoveAll(known => FindStable(known.Prefix) is null);
        }
    }

    private static bool IsMadeFrom(InterfaceAddress own, IpPrefix prefix) =>
        own.Origin is AddressOrigin.Autoconfigured or AddressOrigin.Temporary or AddressOrigin.LinkLocal
        && prefix.Contains(own.Address.InZone(0));

    private bool TryAdd(IpPrefix prefix, out AutoconfiguredPrefix? added)
    {
        added = null;
        if (_prefixes.Count < MaxPrefixes)
        {
            added = new AutoconfiguredPrefix(prefix);
            _prefixes.Add(added);
        }

        return added is not null;
    }

    private void AddStable(AutoconfiguredPrefix prefix, AddressOrigin origin)
    {
        IpAddress address = _identifiers.Stable(prefix.Prefix, ref prefix.Conflicts).InZone(_interface.Index);
        _interface.SetAddress(new InterfaceAddress(new IpPrefix(address, IdentifierBits), origin)
        {
            State = _settings.FirstState,
            PreferredUntil = prefix.PreferredUntil,
            ValidUntil = prefix.ValidUntil,
        });
    }

    private void SetLifetimes(AutoconfiguredPrefix prefix, Instant preferred, Instant valid)
    {
        prefix.PreferredUntil = preferred;
        prefix.ValidUntil = valid;
        if (FindStable(prefix.Prefix) is { } stable)
        {
            _interface.SetAddress(stable.WithLifetimes(preferred, valid, _clock.Now));
        }

        _temporary.Update(prefix);
    }

    /// <summary>What the address was made from by autoconfiguration, or null.</summary>
    private AutoconfiguredPrefix? FindPrefix(InterfaceAddress own) => own.Origin is AddressOrigin.Autoconfigured or AddressOrigin.Temporary
        ? _prefixes.Find(known => known.Prefix == own.Prefix.Network)
        : null;

    private InterfaceAddress? FindStable(IpPrefix prefix)
    {
        foreach (InterfaceAddress own in _interface.Addresses)
        {
            if (own.Origin != AddressOrigin.Temporary && IsMadeFrom(own, prefix))
            {
                return own;
            }
        }

        return null;
    }
}
