using System;
using System.Threading;

namespace Sabos.Hal;

/// <summary>
/// One reserved interrupt vector: the message a device must write to raise it (PCI Local Bus 3.0, 6.8.2), and how often it was raised.
/// Each delivery adds one to the count, then one to the event word, and wakes whoever waits on the word.
/// </summary>
public sealed unsafe class DeviceInterrupt : IDisposable
{
    private readonly Action _release;
    private uint* _count;

    /// <param name="messageAddress">Physical address the device writes to.</param>
    /// <param name="messageData">The value it writes.</param>
    /// <param name="count">The word that counts deliveries; stays mapped until <paramref name="release"/> has returned.</param>
    /// <param name="release">Gives the vector and the counting word back.</param>
    public DeviceInterrupt(ulong messageAddress, uint messageData, uint* count, Action release)
    {
        MessageAddress = messageAddress;
        MessageData = messageData;
        _count = count;
        _release = release;
    }

    /// <summary>Physical address the device writes to.</summary>
    public ulong MessageAddress { get; }

    /// <summary>The 32-bit value it writes.</summary>
    public uint MessageData { get; }

    /// <summary>Deliveries so far, modulo 2^32. Read after <see cref="EventWord.Observe"/> it includes every delivery the word has seen.</summary>
    // SAFETY: the word lives until Dispose, which clears the pointer.
    public uint Delivered => _count == null ? 0 : Volatile.Read(ref *_count);

    /// <summary>Gives the vector back. The device must already have been told to be silent.</summary>
    public void Dispose()
    {
        if (_count == null)
            return;
        _count = null;
        _release();
    }
}
