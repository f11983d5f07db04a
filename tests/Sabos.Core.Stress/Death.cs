using System;
using System.Runtime.CompilerServices;

namespace Sabos.Core.Stress;

/// <summary>The ways a program can end, and what it may wait for before.</summary>
internal static class Death
{
    public static int Die(string how)
    {
        switch (how)
        {
            case "stackoverflow":
                return Recurse(0);
            case "threadoverflow":
                var thread = new System.Threading.Thread(static () => Recurse(0));
                thread.Start();
                thread.Join();
                return 0;
            case "unhandled":
                throw new InvalidOperationException("nobody catches this");
            case "exit":
                return 7;
            case "readline":
                for (string? line; (line = Console.ReadLine()) is not (null or "quit");)
                    Console.WriteLine($"read '{line}'");
                return 0;
            case "sleep":
                System.Threading.Thread.Sleep(10_000);
                return 0;
            case "nothing":
                return 0;
            default:
                Console.WriteLine($"die={how}?");
                return 2;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth) => Recurse(depth + 1) + Environment.TickCount;
}
