using System;
using System.Collections.Generic;

namespace Sabos.SelfTest;

/// <summary>What a self-test checks; each throws <see cref="SelfTestFailedException"/>.</summary>
public static class Check
{
    public static void True(bool condition, string reason)
    {
        if (!condition)
            throw new SelfTestFailedException(reason);
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new SelfTestFailedException($"{what}: expected {expected}, got {actual}");
    }

    public static void InRange<T>(T actual, T minimum, T maximum, string what)
        where T : IComparable<T>
    {
        if (actual.CompareTo(minimum) < 0 || actual.CompareTo(maximum) > 0)
            throw new SelfTestFailedException($"{what}: expected {minimum} to {maximum}, got {actual}");
    }

    /// <summary>Runs what must throw a <typeparamref name="T"/>, and returns the exception.</summary>
    public static T Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T exception)
        {
            return exception;
        }

        throw new SelfTestFailedException($"{typeof(T).Name} was not thrown");
    }
}
