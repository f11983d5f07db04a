namespace Sabos.Net;

/// <summary>What a connection waits for, as netstat -o shows it.</summary>
public enum TcpTimerKind
{
    Off,
    Retransmission,
    LossProbe,
    Reordering,
    WindowProbe,
    KeepAlive,

    /// <summary>The peer's FIN, once the program has closed (FIN-WAIT-2).</summary>
    PeerFin,
    TimeWait,
}
