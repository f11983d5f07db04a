namespace Sabos.Net;

/// <summary>How a handshake agrees on explicit congestion notification (RFC 3168 6.1.1).</summary>
internal static class EcnSetup
{
    /// <summary>What an ECN-setup SYN carries.</summary>
    public const TcpFlags Syn = TcpFlags.Ece | TcpFlags.Cwr;

    /// <summary>A SYN that asks for it.</summary>
    public static bool IsRequest(TcpFlags flags) => (flags & Syn) == Syn;

    /// <summary>A SYN-ACK that agrees. One with both bits only mirrors ours (RFC 3168 6.1.1.2).</summary>
    public static bool IsAgreement(TcpFlags flags) => (flags & Syn) == TcpFlags.Ece;

    /// <summary>The flags of a SYN-ACK that agrees or does not.</summary>
    public static TcpFlags SynAckFlags(bool agrees) => TcpFlags.Syn | TcpFlags.Ack | (agrees ? TcpFlags.Ece : TcpFlags.None);
}
