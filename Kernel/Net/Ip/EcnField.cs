namespace Sabos.Net;

/// <summary>The two low bits of the traffic class: explicit congestion notification (RFC 3168 5).</summary>
internal static class EcnField
{
    public const byte Mask = 0b11;

    /// <summary>The transport does not take part.</summary>
    public const byte NotCapable = 0b00;

    /// <summary>ECT(0): the transport takes part, and a queue may mark the packet instead of dropping it.</summary>
    public const byte Capable = 0b10;

    /// <summary>CE: a queue on the way was congested.</summary>
    public const byte CongestionExperienced = 0b11;

    /// <summary>The ECN bits of a traffic class.</summary>
    public static byte Of(byte trafficClass) => (byte)(trafficClass & Mask);

    /// <summary>A traffic class with other ECN bits.</summary>
    public static byte Replace(byte trafficClass, byte field) => (byte)((trafficClass & ~Mask) | field);
}
