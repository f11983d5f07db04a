namespace Sabos.Net;

/// <summary>How a resolution ended.</summary>
public enum DnsStatus
{
    Pending,
    Success,

    /// <summary>NXDOMAIN, or not a valid name (HostNotFound).</summary>
    NameNotFound,

    /// <summary>The name exists but has no address (NoData).</summary>
    NoData,

    /// <summary>No server answered in time, or SERVFAIL (TryAgain).</summary>
    TryAgain,

    /// <summary>A server refused or answered nonsense, or there is no server (NoRecovery).</summary>
    Failed,
}
