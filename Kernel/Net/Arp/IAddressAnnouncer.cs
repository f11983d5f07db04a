namespace Sabos.Net;

/// <summary>How a link is asked and told whose an address is.</summary>
internal interface IAddressAnnouncer
{
    /// <summary>Asks everybody whether the address is taken, without saying that it is ours (RFC 5227 2.1.1).</summary>
    void Probe(IpAddress address);

    /// <summary>Tells everybody that it is ours (RFC 5227 2.3).</summary>
    void Announce(IpAddress address);
}
