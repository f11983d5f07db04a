using System;

namespace Sabos.Core.Stress;

/// <summary>What a test claims.</summary>
internal static class Require
{
    public static void True(bool condition, string claim)
    {
        if (!condition)
            throw new InvalidOperationException(claim);
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!Equals(expected, actual))
            throw new InvalidOperationException($"{what}: expected {expected}, got {actual}");
    }

    public static void Throws<T>(Action action) where T : Exception
    {
        try
        {
            action();
        }
        catch (T)
        {
            return;
        }

        throw new InvalidOperationException($"no {typeof(T).Name}");
    }
}
