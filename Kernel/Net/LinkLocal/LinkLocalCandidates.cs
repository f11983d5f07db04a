namespace Sabos.Net;

/// <summary>
/// The link-local addresses that a station tries, one after the other: uniformly distributed over 169.254.1.0 to 169.254.254.255, and the same at each
/// start, for they follow from its link-layer address alone (RFC 3927 2.1).
/// </summary>
internal sealed class LinkLocalCandidates(MacAddress hardware)
{
    private const uint First = 0xA9FE_0100;
    private const ulong Count = 254 * 256;

    private ulong _state = hardware.Bits;

    /// <summary>The next one to try.</summary>
    public IpAddress Next()
    {
        // SplitMix64: its outputs are well distributed even where the seeds differ in one bit.
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        mixed ^= mixed >> 31;
        return IpAddress.FromIpv4(First + (uint)(mixed % Count));
    }
}
