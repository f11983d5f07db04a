namespace Sabos.Sockets;

/// <summary>The structures that name a group (ip(7), ipv6(7), RFC 3678 5).</summary>
internal enum GroupOptionLayout
{
    /// <summary>ip_mreq or ip_mreqn.</summary>
    Ipv4,

    /// <summary>ip_mreq_source.</summary>
    Ipv4Source,

    /// <summary>ipv6_mreq.</summary>
    Ipv6,

    /// <summary>group_req.</summary>
    Either,

    /// <summary>group_source_req.</summary>
    EitherSource,
}
