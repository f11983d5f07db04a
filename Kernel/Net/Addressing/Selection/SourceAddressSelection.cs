using System;

namespace Sabos.Net;

/// <summary>Which of an interface's addresses an IPv6 packet is sent from, where its sender does not say (RFC 6724 5).</summary>
/// <param name="candidates">Addresses of the interface that the packet leaves by: of several, nothing else is right on its links (RFC 6724 4).</param>
/// <param name="destination">Where the packet goes.</param>
internal readonly ref struct SourceAddressSelection(ReadOnlySpan<InterfaceAddress> candidates, IpAddress destination)
{
    private readonly ReadOnlySpan<InterfaceAddress> _candidates = candidates;
    private readonly IpAddress _destination = destination;
    private readonly AddressScope _scope = destination.Scope;
    private readonly int _label = AddressPolicy.Of(destination).Label;

    /// <summary>The router that the packet goes to, and what is known of its prefixes (rule 5.5).</summary>
    public IpAddress NextHop { get; init; }

    /// <summary>Who advertised which prefix, or null: nobody.</summary>
    public IAdvertisedPrefixes? Advertised { get; init; }

    /// <summary>The best candidate, the first among equals; null: none is assigned.</summary>
    public InterfaceAddress? Select()
    {
        InterfaceAddress? best = null;
        foreach (InterfaceAddress candidate in _candidates)
        {
            if (candidate.IsAssigned && candidate.Address.IsIpv4 == _destination.IsIpv4 && (best is null || IsBetter(candidate, best)))
            {
                best = candidate;
            }
        }

        return best;
    }

    private bool IsBetter(InterfaceAddress left, InterfaceAddress right)
    {
        // Rule 1: the destination itself.
        if (left.Address == _destination || right.Address == _destination)
        {
            return left.Address == _destination;
        }

        // Rule 2: the smallest scope that reaches the destination, or else the greatest.
        if (left.Address.Scope is var leftScope && right.Address.Scope is var rightScope && leftScope != rightScope)
        {
            return leftScope < rightScope ? leftScope >= _scope : rightScope < _scope;
        }

        // Rule 3, and RFC 4429 3.3: an optimistic address as one that is deprecated. Rules 4 and 5, of home addresses and other interfaces, find nothing here.
        if ((left.State == AddressState.Preferred) is var isPreferred && isPreferred != (right.State == AddressState.Preferred))
        {
            return isPreferred;
        }

        // Rule 5.5: of the next hop's own prefix, whose network would drop any other (RFC 8028 3).
        if (Advertised is { } advertised
            && advertised.IsAdvertisedBy(left.Prefix.Network, NextHop) is var isOfNextHop
            && isOfNextHop != advertised.IsAdvertisedBy(right.Prefix.Network, NextHop))
        {
            return isOfNextHop;
        }

        // Rule 6: the same label.
        if ((AddressPolicy.Of(left.Address).Label == _label) is var hasLabel && hasLabel != (AddressPolicy.Of(right.Address).Label == _label))
        {
            return hasLabel;
        }

        // Rule 7: temporary addresses. No program here can ask for the other order (RFC 5014).
        if ((left.Origin == AddressOrigin.Temporary) is var isTemporary && isTemporary != (right.Origin == AddressOrigin.Temporary))
        {
            return isTemporary;
        }

        // Rule 8: the longest prefix in common.
        return AddressPolicy.CommonPrefixLength(left.Prefix, _destination) > AddressPolicy.CommonPrefixLength(right.Prefix, _destination);
    }
}
