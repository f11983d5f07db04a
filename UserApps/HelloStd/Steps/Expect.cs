using System;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>What a step expects; an exception tells what came instead.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual, string what)
        where T : IEquatable<T>
    {
        if (!expected.Equals(actual))
            throw new InvalidOperationException($"{what}: expected {expected}, got {actual}");
    }

    public static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
            throw new InvalidOperationException($"{what}: {actual.Length} bytes came that differ from the {expected.Length} expected");
    }

    public static void True(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException(what);
    }

    /// <summary>Runs what must fail with <paramref name="error"/>.</summary>
    public static void Fails(SocketError error, Action action)
    {
        try
        {
            action();
        }
        catch (SocketException exception)
        {
            Equal((int)error, (int)exception.SocketErrorCode, $"the error, {error} being expected");
            return;
        }

        throw new InvalidOperationException($"expected {error}, but it succeeded");
    }

    /// <summary>Runs what must fail with <paramref name="error"/>.</summary>
    public static async Task FailsAsync(SocketError error, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            Equal((int)error, (int)exception.SocketErrorCode, $"the error, {error} being expected");
            return;
        }

        throw new InvalidOperationException($"expected {error}, but it succeeded");
    }
}
