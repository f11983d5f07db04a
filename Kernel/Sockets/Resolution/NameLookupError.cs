using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>How a name look-up can fail, by the platform layer's numbers (pal_networking.h, GetAddrInfoErrorFlags).</summary>
internal enum NameLookupError
{
    Success = 0,

    /// <summary>EAI_AGAIN: TryAgain.</summary>
    TryAgain = 1,

    /// <summary>EAI_FAIL: NoRecovery.</summary>
    Failed = 3,

    /// <summary>EAI_FAMILY.</summary>
    FamilyNotSupported = 4,

    /// <summary>EAI_NONAME: HostNotFound.</summary>
    NameNotFound = 5,

    /// <summary>EAI_BADARG.</summary>
    BadArgument = 6,

    /// <summary>EAI_MEMORY.</summary>
    OutOfMemory = 8,
}

/// <summary>The stack's outcomes as those numbers.</summary>
internal static class DnsStatusMapping
{
    public static NameLookupError ToLookupError(this DnsStatus status) => status switch
    {
        DnsStatus.Success => NameLookupError.Success,
        DnsStatus.NameNotFound or DnsStatus.NoData => NameLookupError.NameNotFound,
        DnsStatus.TryAgain or DnsStatus.Pending => NameLookupError.TryAgain,
        _ => NameLookupError.Failed,
    };
}
