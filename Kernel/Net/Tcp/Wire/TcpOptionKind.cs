namespace Sabos.Net;

/// <summary>Option kinds (IANA "TCP Option Kind Numbers").</summary>
internal enum TcpOptionKind : byte
{
    EndOfOptions = 0,
    NoOperation = 1,
    MaximumSegmentSize = 2,
    WindowScale = 3,
    SackPermitted = 4,
    Sack = 5,
    Timestamps = 8,
}
