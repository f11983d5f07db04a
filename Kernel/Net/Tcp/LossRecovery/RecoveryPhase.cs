namespace Sabos.Net;

/// <summary>Where loss recovery stands.</summary>
internal enum RecoveryPhase
{
    /// <summary>Nothing is thought to be lost.</summary>
    Open,

    /// <summary>Nothing is thought to be lost, but marked: the window is being reduced.</summary>
    Reduction,
    FastRecovery,
    Timeout,
}
