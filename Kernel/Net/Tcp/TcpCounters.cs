namespace Sabos.Net;

/// <summary>TCP's counters: by the names of RFC 4022 where it has them. They only grow, except CurrentEstablished.</summary>
public sealed class TcpCounters
{
    public long ActiveOpens { get; internal set; }

    public long PassiveOpens { get; internal set; }

    public long AttemptFails { get; internal set; }

    /// <summary>Connections that went from Established or CloseWait to Closed at once.</summary>
    public long EstablishedResets { get; internal set; }

    /// <summary>Connections in Established or CloseWait now.</summary>
    public long CurrentEstablished { get; internal set; }

    public long InSegments { get; internal set; }

    /// <summary>Segments sent, those with nothing but retransmitted data not counted.</summary>
    public long OutSegments { get; internal set; }

    public long RetransmittedSegments { get; internal set; }

    /// <summary>Malformed, or with a wrong checksum.</summary>
    public long InErrors { get; internal set; }

    public long InChecksumErrors { get; internal set; }

    public long OutResets { get; internal set; }

    /// <summary>Resets not sent because there were too many.</summary>
    public long ResetsSuppressed { get; internal set; }

    /// <summary>SYNs and final acknowledgments not answered: too many handshakes or connections, or the accept queue was full.</summary>
    public long ListenDrops { get; internal set; }

    /// <summary>Handshakes that could not be completed because the accept queue was full.</summary>
    public long ListenOverflows { get; internal set; }

    /// <summary>SYNs answered with a cookie, because the backlog was full.</summary>
    public long SyncookiesSent { get; internal set; }

    /// <summary>Connections made from a cookie that came back.</summary>
    public long SyncookiesRecv { get; internal set; }

    /// <summary>Acknowledgments that came while cookies were out, and were of none of them.</summary>
    public long SyncookiesFailed { get; internal set; }

    public long ChallengeAcks { get; internal set; }

    /// <summary>Challenge ACKs not sent because there were too many (RFC 5961 7).</summary>
    public long ChallengeAcksSuppressed { get; internal set; }

    /// <summary>Connections reset when the program closed them, because too many of those closed before were not over yet.</summary>
    public long OrphansAborted { get; internal set; }

    /// <summary>Connections closed by the program and given up because the peer did not take the rest in its time.</summary>
    public long OrphansTimedOut { get; internal set; }

    /// <summary>Connections forgotten before their time because TIME-WAIT had no more room.</summary>
    public long TimeWaitOverflows { get; internal set; }

    /// <summary>Connections that sent smaller segments because full ones timed out again and again (RFC 4821 7.7).</summary>
    public long BlackHolesSuspected { get; internal set; }

    public long RetransmissionTimeouts { get; internal set; }

    public long FastRetransmits { get; internal set; }

    public long TailLossProbes { get; internal set; }

    /// <summary>Selective acknowledgments that were not held to be true any more, because the peer did not acknowledge what was next (RFC 2018 8).</summary>
    public long SackReneging { get; internal set; }

    /// <summary>Fast recoveries that turned out to have been needless, and were undone (RFC 4898's SpuriousFrDetected).</summary>
    public long SpuriousRecoveries { get; internal set; }

    /// <summary>Retransmission timeouts that turned out to have been needless, and were undone (RFC 4898's SpuriousRtoDetected).</summary>
    public long SpuriousTimeouts { get; internal set; }

    /// <summary>Segments with data that arrived with the codepoint CE on connections that use ECN (RFC 4898's CERcvd).</summary>
    public long MarkedSegments { get; internal set; }

    /// <summary>Windows reduced because the peer echoed a mark (RFC 4898's ECNSignals).</summary>
    public long EcnReductions { get; internal set; }

    /// <summary>Acknowledgments that waited in vain for data to go with.</summary>
    public long DelayedAcknowledgments { get; internal set; }

    /// <summary>Out-of-order segments kept.</summary>
    public long OutOfOrderSegments { get; internal set; }

    /// <summary>Received data dropped because memory was short.</summary>
    public long MemoryDrops { get; internal set; }
}
