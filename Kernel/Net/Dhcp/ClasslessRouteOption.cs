using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Sabos.Net;

/// <summary>
/// The classless static route option (RFC 3442): prefix lengths, the octets of each destination that count, and a router; router 0.0.0.0 says that the
/// destination is on the link.
/// </summary>
internal static class ClasslessRouteOption
{
    /// <summary>More than any network has, so that a hostile list costs no search.</summary>
    public const int MaxRoutes = 64;

    private const int RouterSize = 4;

    /// <summary>False: cut short or with a prefix that cannot be. What else such a list says is not to be trusted either.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, [NotNullWhen(true)] out List<DhcpRoute>? routes)
    {
        routes = null;
        List<DhcpRoute> read = [];
        Span<byte> destination = stackalloc byte[4];
        while (!value.IsEmpty)
        {
            int length = value[0];
            int significant = (length + 7) / 8;
            if (length > 32 || value.Length < 1 + significant + RouterSize)
            {
                return false;
            }

            destination.Clear();
            value.Slice(1, significant).CopyTo(destination);
            IpPrefix prefix = new IpPrefix(IpAddress.Read(destination), length).Network;
            IpAddress router = IpAddress.Read(value.Slice(1 + significant, RouterSize));
            if (read.Count < MaxRoutes && IsDestination(prefix) && (router.IsUnspecified || IsRouter(router)))
            {
                read.Add(new DhcpRoute(prefix, router.IsUnspecified ? null : router));
            }

            value = value[(1 + significant + RouterSize)..];
        }

        routes = read;
        return read.Count > 0;
    }

    private static bool IsDestination(IpPrefix prefix) => prefix.Length == 0 || !(prefix.Address.IsLoopback || prefix.Address.IsMulticast);

    private static bool IsRouter(IpAddress router) => !(router.IsLoopback || router.IsMulticast || router.IsLimitedBroadcast);
}
