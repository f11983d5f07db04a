namespace Sabos.Net;

/// <summary>What the peer's SYN offered, and so what a connection may use.</summary>
/// <param name="Initial">IRS.</param>
/// <param name="Options">The options of its SYN.</param>
/// <param name="Window">Its window, unscaled.</param>
internal readonly record struct PeerHandshake(SequenceNumber Initial, TcpOptions Options, ushort Window)
{
    public static PeerHandshake Of(in TcpSegment syn) => new(syn.Sequence, TcpOptionsReader.Read(syn.Options), syn.Window);
}
