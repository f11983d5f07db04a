namespace Sabos.Image;

/// <summary>When it is asked whether another station has an IPv6 address.</summary>
internal enum DuplicateDetection
{
    BeforeUse,

    /// <summary>While the address is in use already, carefully (RFC 4429).</summary>
    Optimistic,

    Never,
}
