namespace Sabos.Net;

/// <summary>What a device's frames begin with.</summary>
public enum LinkMedium
{
    /// <summary>An Ethernet II header of 14 bytes; no frame check sequence.</summary>
    Ethernet,

    /// <summary>The IP header itself (loopback, point to point).</summary>
    Ip,
}
