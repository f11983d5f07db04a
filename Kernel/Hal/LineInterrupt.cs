using System;
using System.Threading;

namespace Sabos.Hal;

/// <summary>
/// A driver's ear at a level-triggered interrupt line (PCI Local Bus 3.0, 2.2.6), which other devices may share. Each interrupt adds one to the count,
/// then one to the event word, and wakes whoever waits on the word; the line is silent from then on. The driver asks its device whether
/// it was the one, which acknowledges it, and calls <see cref="Rearm"/> either way: until all who share the line have, none of them hears of anything.
/// </summary>
public sealed unsafe class LineInterrupt : IDisposable
{
    private readonly Action _rearm;
    private readonly Action _release;
    private uint* _count;

    /// <param name="count">The word that counts interrupts; stays mapped until <paramref name="release"/> has returned.</param>
    /// <param name="rearm">Answers for this driver.</param>
    /// <param name="release">Stops listening, and gives the counting word back.</param>
    public LineInterrupt(uint* count, Action rearm, Action release)
    {
        _count = count;
        _rearm = rearm;
        _release = release;
    }

    /// <summary>Interrupts so far, modulo 2^32, by whatever device. Read after <see cref="EventWord.Observe"/> it includes all that the word has seen.</summary>
    // SAFETY: the word lives until Dispose, which clears the pointer.
    public uint Delivered => _count == null ? 0 : Volatile.Read(ref *_count);

    /// <summary>The device asks for nothing any more. If it does again, there is another interrupt.</summary>
    public void Rearm()
    {
        if (_count != null)
            _rearm();
    }

    /// <summary>Listens no more. The device must already have been told to be silent.</summary>
    public void Dispose()
    {
        if (_count == null)
            return;
        _count = null;
        _release();
    }
}
