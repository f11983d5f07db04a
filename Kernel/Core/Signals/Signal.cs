namespace Sabos.Core.Signals;

/// <summary>Signal numbers (signal(7), x86-64).</summary>
internal static class Signal
{
    public const int Ill = 4;
    public const int Trap = 5;
    public const int Abrt = 6;
    public const int Bus = 7;
    public const int Fpe = 8;
    public const int Kill = 9;
    public const int Segv = 11;
    public const int Pipe = 13;
    public const int Chld = 17;
    public const int Cont = 18;
    public const int Stop = 19;
    public const int Urg = 23;
    public const int Winch = 28;
    public const int Count = 64;

    public static ulong Bit(int signal) => 1ul << (signal - 1);
}

/// <summary>si_code: why a signal was sent (sigaction(2)).</summary>
internal static class SignalCode
{
    public const int User = 0;
    public const int Kernel = 0x80;
    public const int ThreadKill = -6;
    public const int MapError = 1;
    public const int AccessError = 2;
    public const int IntegerDivide = 1;
    public const int FloatingInvalid = 7;
    public const int IllegalOperand = 2;
    public const int TraceTrap = 2;
}
