using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>One of several addresses of a peer, in the order in which they are best tried (RFC 6724 6).</summary>
/// <param name="Address">Where to.</param>
/// <param name="Source">What it would be talked to from; null: there is no way to it.</param>
internal readonly record struct DestinationCandidate(IpAddress Address, InterfaceAddress? Source)
{
    /// <summary>Smaller: to be tried earlier. Rule 10: equals keep their order, which is the sort's to do.</summary>
    public static IComparer<DestinationCandidate> Order { get; } = Comparer<DestinationCandidate>.Create(Compare);

    private static int Compare(DestinationCandidate left, DestinationCandidate right)
    {
        // Rule 1: with a way to it.
        if (left.Source is not { } leftSource || right.Source is not { } rightSource)
        {
            return First(left.Source is not null, right.Source is not null);
        }

        // Rules 2 and 3: the source of the same scope, and not deprecated. Rule 4 is of home addresses.
        int order = First(left.Address.Scope == leftSource.Address.Scope, right.Address.Scope == rightSource.Address.Scope);
        order = order != 0 ? order : First(leftSource.State != AddressState.Deprecated, rightSource.State != AddressState.Deprecated);

        // Rules 5 and 6: the same label, higher precedence. Rule 7 is of tunnels.
        AddressPolicy leftPolicy = AddressPolicy.Of(left.Address);
        AddressPolicy rightPolicy = AddressPolicy.Of(right.Address);
        order = order != 0 ? order : First(
            leftPolicy.Label == AddressPolicy.Of(leftSource.Address).Label,
            rightPolicy.Label == AddressPolicy.Of(rightSource.Address).Label);
        order = order != 0 ? order : rightPolicy.Precedence.CompareTo(leftPolicy.Precedence);

        // Rule 8: the smaller scope.
        order = order != 0 ? order : left.Address.Scope.CompareTo(right.Address.Scope);

        // Rule 9: the longest prefix in common. For IPv4 it would undo the rotation by which servers share their load, and means nothing.
        return order != 0 || left.Address.IsIpv4 || right.Address.IsIpv4
            ? order
            : AddressPolicy.CommonPrefixLength(rightSource.Prefix, right.Address).CompareTo(AddressPolicy.CommonPrefixLength(leftSource.Prefix, left.Address));
    }

    private static int First(bool left, bool right) => right.CompareTo(left);
}
