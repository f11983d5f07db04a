namespace Sabos.Core.Signals;

/// <summary>A thread's signal state. Bit n-1 stands for signal n.</summary>
internal struct ThreadSignals
{
    public ulong Blocked;
    public ulong Pending;

    /// <summary>Pending ones that came by kill(2), for si_code.</summary>
    public ulong PendingFromProcess;

    /// <summary>The mask that rt_sigsuspend and ppoll put aside, while <see cref="HasSavedMask"/>.</summary>
    public ulong SavedMask;
    public bool HasSavedMask;

    public ulong AlternateStack;
    public ulong AlternateLength;
    public int AlternateFlags;

    /// <summary>Whether some signal is pending and not blocked.</summary>
    public readonly bool AnyReady => (Pending & ~Blocked) != 0;

    /// <summary>Whether something is to be done before the thread runs program code again.</summary>
    public readonly bool NeedAttention => AnyReady || HasSavedMask;
}
