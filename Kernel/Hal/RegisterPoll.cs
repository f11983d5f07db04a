using System;
using System.Threading;

namespace Sabos.Hal;

/// <summary>Waits for what a device announces by a register only, such as the end of a reset: by looking again each millisecond, and not for ever.</summary>
public static class RegisterPoll
{
    /// <summary>False: it has not come to pass in that many milliseconds.</summary>
    public static bool TryUntil(Func<bool> hasComeToPass, int milliseconds)
    {
        for (int waited = 0; !hasComeToPass(); waited++)
        {
            if (waited == milliseconds)
                return false;
            Thread.Sleep(millisecondsTimeout: 1);
        }

        return true;
    }
}
