namespace Sabos.Net;

/// <summary>IGMP message types (RFC 3376 4).</summary>
public enum IgmpType : byte
{
    Query = 0x11,
    ReportVersion1 = 0x12,
    ReportVersion2 = 0x16,
    Leave = 0x17,
    ReportVersion3 = 0x22,
}
