namespace Sabos.Net;

/// <summary>What the peer's SYN offered, and so what a connection may use.</summary>
/// <param name="Initial">IRS.</param>
/// <param name="Options">The options of its SYN.</param>
/// <param name="Window">Its window, unscaled.</param>
/// <param name="UsesEcn">Both sides are for explicit congestion notification.</param>
internal readonly record struct PeerHandshake(SequenceNumber Initial, TcpOptions Options, ushort Window, bool UsesEcn)
{
    /// <summary>What a SYN for a listener offers.</summary>
    public static PeerHandshake Of(in TcpSegment syn, EcnMode ecn) =>
        new(syn.Sequence, TcpOptionsReader.Read(syn.Options), syn.Window, ecn != EcnMode.Off && EcnSetup.IsRequest(syn.Flags));
}
