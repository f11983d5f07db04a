namespace Sabos.Net;

/// <summary>Whoever wants an address for an interface, and is told what became of it.</summary>
internal interface IAddressClaimant
{
    /// <summary>
    /// A rival who does not go away gets the address (RFC 5227 2.4 (b)); otherwise it is defended as long as it is ours (2.4 (c)).
    /// </summary>
    bool YieldsToRival { get; }

    /// <summary>Nobody else has it.</summary>
    void OnClaimed(IpAddress address);

    /// <summary>Another station has it: it may not be used, or not any more.</summary>
    void OnLost(IpAddress address);
}
