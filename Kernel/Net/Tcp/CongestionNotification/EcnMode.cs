namespace Sabos.Net;

/// <summary>Whether connections use explicit congestion notification (RFC 3168).</summary>
public enum EcnMode
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>Where the peer's SYN asks for it.</summary>
    Accept,

    /// <summary>Our SYN asks for it too; one that has to be sent again does not (RFC 3168 6.1.1.1).</summary>
    Request,
}
