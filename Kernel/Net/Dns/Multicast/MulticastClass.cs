namespace Sabos.Net;

/// <summary>Multicast DNS's use of the highest bit of a class (RFC 6762 18.12, 18.13).</summary>
internal static class MulticastClass
{
    /// <summary>In a question: the answer may come by unicast.</summary>
    public const ushort UnicastWanted = 0x8001;

    /// <summary>In a record: the owner has no others of this type.</summary>
    public const ushort CacheFlush = 0x8001;

    private const int TopBit = 0x8000;
    private const int AnyClass = 255;

    /// <summary>The class without that bit is IN; of a question also ANY.</summary>
    public static bool IsInternet(ushort value, bool isQuestion = false) =>
        (value & ~TopBit) == DnsRecord.InternetClass || (isQuestion && (value & ~TopBit) == AnyClass);

    public static bool HasTopBit(ushort value) => (value & TopBit) != 0;
}
