namespace Sabos.Net;

/// <summary>What an acknowledgment meant for loss recovery.</summary>
internal enum AcknowledgeOutcome
{
    Nothing,

    /// <summary>It started fast recovery.</summary>
    FastRecovery,

    /// <summary>It showed that fast recovery had been needless.</summary>
    NeedlessRecovery,

    /// <summary>It showed that a timeout had been needless.</summary>
    NeedlessTimeout,
}
