using System;

namespace Sabos.Net;

/// <summary>The addresses of one interface, and when the next of them ages. Arrays that are replaced, never changed: they are looked at for packets.</summary>
internal sealed class InterfaceAddresses
{
    private InterfaceAddress[] _all = [];
    private IpPrefix[] _assigned = [];

    /// <summary>In the order in which they were added.</summary>
    public InterfaceAddress[] All => _all;

    /// <summary>Those that packets are received at and sent from, preferred ones first.</summary>
    public ReadOnlySpan<IpPrefix> Assigned => _assigned;

    /// <summary>When a lifetime ends.</summary>
    public Instant NextPoll { get; private set; } = Instant.Never;

    /// <summary>The address in whatever state, or null.</summary>
    public InterfaceAddress? Find(IpAddress address)
    {
        foreach (InterfaceAddress own in _all)
        {
            if (own.Address == address)
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>Adds an address, or changes what is known of it.</summary>
    public void Set(InterfaceAddress address)
    {
        int index = Array.FindIndex(_all, own => own.Address == address.Address);
        InterfaceAddress[] changed = index < 0 ? [.. _all, address] : [.. _all];
        changed[index < 0 ? ^1 : index] = address;
        Replace(changed);
    }

    public void Remove(IpAddress address) => Replace(Array.FindAll(_all, own => own.Address != address));

    /// <summary>An address whose lifetime has ended, or null; what it is now: deprecated, or null where it is to be withdrawn.</summary>
    public InterfaceAddress? FindAged(Instant now, out InterfaceAddress? successor)
    {
        successor = null;
        foreach (InterfaceAddress own in NextPoll <= now ? _all : [])
        {
            if (NextChange(own) <= now)
            {
                successor = own.ValidUntil <= now ? null : own with { State = AddressState.Deprecated };
                return own;
            }
        }

        return null;
    }

    private static Instant NextChange(InterfaceAddress own) =>
        own.State == AddressState.Preferred ? Instant.Earlier(own.PreferredUntil, own.ValidUntil) : own.ValidUntil;

    private void Replace(InterfaceAddress[] all)
    {
        _all = all;
        InterfaceAddress[] preferred = Array.FindAll(all, static own => own.State == AddressState.Preferred);
        InterfaceAddress[] others = Array.FindAll(all, static own => own.IsAssigned && own.State != AddressState.Preferred);
        _assigned = Array.ConvertAll<InterfaceAddress, IpPrefix>([.. preferred, .. others], static own => own.Prefix);
        NextPoll = Instant.Never;
        foreach (InterfaceAddress own in all)
        {
            NextPoll = Instant.Earlier(NextPoll, NextChange(own));
        }
    }
}
