using System;
using System.Diagnostics.CodeAnalysis;
using Sabos.Hal;

namespace Sabos.Sockets;

/// <summary>What one blocked caller sleeps on. Callers come and go; the loop keeps the words for the next ones.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Kept for the life of the program, so that a late signal can only ever be spurious.")]
internal sealed class PooledWord
{
    private readonly EventWord _word = new();

    /// <inheritdoc cref="EventWord.Observe"/>
    public uint Observe() => _word.Observe();

    /// <inheritdoc cref="EventWord.Signal"/>
    public void Signal() => _word.Signal();

    /// <inheritdoc cref="EventWord.Wait"/>
    public void Wait(uint observed, TimeSpan timeout) => _word.Wait(observed, timeout);
}
