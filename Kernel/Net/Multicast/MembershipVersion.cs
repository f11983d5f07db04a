namespace Sabos.Net;

/// <summary>The protocol that the link's querier speaks; we speak the oldest that was heard of late (RFC 3376 7.2.1, RFC 3810 8.2.1).</summary>
internal enum MembershipVersion
{
    /// <summary>IGMPv1: there is no message for leaving.</summary>
    WithoutLeave,

    /// <summary>IGMPv2 or MLDv1.</summary>
    WithoutSources,

    /// <summary>IGMPv3 or MLDv2.</summary>
    WithSources,
}
