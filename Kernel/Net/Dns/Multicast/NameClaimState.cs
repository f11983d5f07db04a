namespace Sabos.Net;

/// <summary>How far a host name is ours on a link (RFC 6762 8).</summary>
internal enum NameClaimState
{
    /// <summary>There is no link, or no address for the name.</summary>
    Idle,

    /// <summary>Others are asked whether they have it; it is not answered for.</summary>
    Probing,

    /// <summary>Ours, and others are being told.</summary>
    Announcing,

    Established,
}
