namespace Sabos.Net;

/// <summary>On whose behalf duplicate addresses are detected.</summary>
internal interface IDetectionOwner
{
    /// <summary>Asks the link who has this address: a neighbour solicitation from the unspecified address (RFC 4862 5.4.2).</summary>
    /// <param name="address">The address.</param>
    /// <param name="nonce">48 bits for its nonce option.</param>
    void AskWhoHas(IpAddress address, ulong nonce);

    /// <summary>Nobody said that he has it.</summary>
    void OnUnique(IpAddress address);

    /// <summary>Another station has it, or is about to take it.</summary>
    void OnDuplicate(IpAddress address);
}
