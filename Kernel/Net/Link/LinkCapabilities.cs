namespace Sabos.Net;

/// <summary>What a device is and can do.</summary>
/// <param name="Medium">What its frames begin with.</param>
/// <param name="Address">Its hardware address; zero where the medium has none.</param>
/// <param name="Mtu">The largest IP packet in bytes, headers of the link not counted.</param>
/// <param name="TransmitChecksum">It completes TCP and UDP checksums (see <see cref="TransmitOffload"/>).</param>
/// <param name="MaxSegmentationPayload">The largest TCP payload it cuts into segments, in bytes; 0: it cannot.</param>
/// <param name="SegmentsIpv6">It cuts what goes over IPv6, too.</param>
public sealed record LinkCapabilities(
    LinkMedium Medium, MacAddress Address, int Mtu, bool TransmitChecksum = false, int MaxSegmentationPayload = 0, bool SegmentsIpv6 = true)
{
    /// <summary>The largest TCP payload over that version of IP that it cuts into segments, in bytes; 0: it cannot.</summary>
    public int MaxSegmentationPayloadTo(IpAddress destination) => SegmentsIpv6 || destination.IsIpv4 ? MaxSegmentationPayload : 0;
}
