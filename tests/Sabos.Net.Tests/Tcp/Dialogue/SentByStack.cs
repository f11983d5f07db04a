namespace Sabos.Net.Tests;

/// <summary>A segment that the stack sent: sequence numbers relative to the initial ones of their sides.</summary>
internal sealed record SentByStack(TcpFlags Flags, int Seq, int Ack, string Data, int Window, TcpOptions Options, IpSend Ip, ushort ToPort)
{
    /// <summary>Payload bytes of each segment that the device is to cut it into; 0: it is one.</summary>
    public int SegmentSize { get; init; }

    /// <summary>The packet was sent as one that a queue may mark instead of dropping it (ECT, RFC 3168 5).</summary>
    public bool IsEcnCapable => EcnField.Of(Ip.TrafficClass) == EcnField.Capable;

    public override string ToString() => $"<SEQ={Seq}><ACK={Ack}><CTL={Flags}><WND={Window}> \"{Data}\"";
}
