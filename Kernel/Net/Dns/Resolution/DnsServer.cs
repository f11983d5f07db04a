namespace Sabos.Net;

/// <summary>A server, and what it has shown not to be able to do.</summary>
internal sealed class DnsServer(IpEndpoint endpoint)
{
    public IpEndpoint Endpoint { get; } = endpoint;

    /// <summary>Takes queries with an OPT record (RFC 6891); one that does not answers FORMERR.</summary>
    public bool SpeaksExtensions { get; set; } = true;

    /// <summary>Repeats the question as it was written; one that does not would never be believed.</summary>
    public bool KeepsCase { get; set; } = true;
}
