using System;

namespace Sabos.Net;

/// <summary>The choices that the RFCs leave to a host about its IPv6 addresses.</summary>
public sealed record Ipv6Settings
{
    /// <summary>
    /// The secret key of the stable addresses (RFC 7217 5), 16 bytes, the same at every start. Empty: drawn from the seed, so that addresses are the same only
    /// until the stack ends.
    /// </summary>
    public ReadOnlyMemory<byte> StableSecret { get; init; }

    /// <summary>Temporary addresses are made and preferred for what we begin ourselves (RFC 8981).</summary>
    public bool UseTemporaryAddresses { get; init; } = true;

    /// <summary>Addresses are used while it is still being asked whether another station has them (RFC 4429).</summary>
    public bool UseOptimisticDetection { get; init; }

    /// <summary>How often the link is asked for each of our addresses (RFC 4862 5.1, DupAddrDetectTransmits); 0: never.</summary>
    public int DetectionTransmits { get; init; } = 1;

    /// <summary>How long a temporary address is kept (RFC 8981 3.8, TEMP_VALID_LIFETIME).</summary>
    public TimeSpan TemporaryValidLifetime { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How long a temporary address is used for new conversations, at most (RFC 8981 3.8, TEMP_PREFERRED_LIFETIME).</summary>
    public TimeSpan TemporaryPreferredLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The state that an address begins in.</summary>
    internal AddressState FirstState => this switch
    {
        { DetectionTransmits: 0 } => AddressState.Preferred,
        { UseOptimisticDetection: true } => AddressState.Optimistic,
        _ => AddressState.Tentative,
    };
}
