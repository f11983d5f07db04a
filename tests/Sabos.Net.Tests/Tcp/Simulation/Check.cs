using System;

namespace Sabos.Net.Tests;

/// <summary>Assertions cheap enough to be made at every step of a simulation.</summary>
internal static class Check
{
    public static void That(bool isSo, Func<string> otherwise)
    {
        if (!isSo)
        {
            throw new InvalidOperationException(otherwise());
        }
    }

    public static void None(string? fault)
    {
        if (fault is not null)
        {
            throw new InvalidOperationException(fault);
        }
    }

    public static void None(TransportError error)
    {
        if (error != TransportError.None)
        {
            throw new InvalidOperationException($"unexpected {error}");
        }
    }
}
