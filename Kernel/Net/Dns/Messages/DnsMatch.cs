namespace Sabos.Net;

/// <summary>Whether a message answers a query of ours.</summary>
internal enum DnsMatch
{
    /// <summary>It answers something else, or nothing.</summary>
    None,

    /// <summary>It would, but for the case of the question's letters.</summary>
    CaseDiffers,

    Exact,
}
