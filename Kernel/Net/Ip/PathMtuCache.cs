using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>The paths known to be narrower than their first link (RFC 1191 6, RFC 8201 5.2); of limited size and age.</summary>
internal sealed class PathMtuCache(StackClock clock, StackRandom random)
{
    /// <summary>Nothing smaller is believed for IPv4: who forges a message must not make us send confetti.</summary>
    public const int Minimum = 552;

    /// <summary>What every link of IPv6 carries (RFC 8200 5).</summary>
    public const int MinimumIpv6 = 1280;

    private const int Capacity = 256;
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<IpAddress, Entry> _entries = new(new KeyedAddressComparer(new SipHash(random)));

    /// <summary>The MTU of the path to a destination whose first link has this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Lower(IpAddress destination, int linkMtu) => _entries.Count == 0 ? linkMtu : Find(destination, linkMtu);

    public void Reduce(IpAddress destination, int mtu)
    {
        mtu = Math.Max(mtu, destination.IsIpv4 ? Minimum : MinimumIpv6);
        if (_entries.TryGetValue(destination, out Entry known) && known.Expires > clock.Now && known.Mtu <= mtu)
        {
            return;
        }

        if (_entries.Count >= Capacity)
        {
            RemoveOldest();
        }

        _entries[destination] = new Entry(mtu, clock.Now + s_lifetime);
    }

    private int Find(IpAddress destination, int linkMtu)
    {
        if (!_entries.TryGetValue(destination, out Entry entry))
        {
            return linkMtu;
        }

        if (entry.Expires <= clock.Now)
        {
            _entries.Remove(destination);
            return linkMtu;
        }

        return Math.Min(linkMtu, entry.Mtu);
    }

    private void RemoveOldest()
    {
        IpAddress oldest = default;
        Instant earliest = Instant.Never;
        foreach ((IpAddress address, Entry entry) in _entries)
        {
            if (entry.Expires < earliest)
            {
                (oldest, earliest) = (address, entry.Expires);
            }
        }

        _entries.Remove(oldest);
    }

    private readonly record struct Entry(int Mtu, Instant Expires);
}
