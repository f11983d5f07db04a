using Sabos.Core.Memory;

namespace Sabos.Core.Signals;

/// <summary>What the program wants done for a signal: the kernel's struct sigaction.</summary>
internal struct SignalAction
{
    public const ulong Default = 0;
    public const ulong Ignore = 1;

    public const ulong NoDefer = 0x4000_0000;
    public const ulong OnStack = 0x0800_0000;
    public const ulong Restart = 0x1000_0000;
    public const ulong ResetHandler = 0x8000_0000;

    public ulong Handler;
    public ulong Flags;
    public ulong Restorer;
    public ulong Mask;
}

/// <summary>The actions for all signals, which the threads share.</summary>
internal static unsafe class SignalActions
{
    private static SignalAction* s_actions;

    public static void Initialize() => s_actions = (SignalAction*)Heap.Allocate((ulong)((Signal.Count + 1) * sizeof(SignalAction)));

    public static SignalAction* For(int signal) => s_actions + signal;

    /// <summary>Whether the signal has no effect at all, by the program's wish or by default.</summary>
    public static bool IsIgnored(int signal)
    {
        ulong handler = s_actions[signal].Handler;
        return handler == SignalAction.Ignore
            || (handler == SignalAction.Default && signal is Signal.Chld or Signal.Cont or Signal.Urg or Signal.Winch);
    }
}
