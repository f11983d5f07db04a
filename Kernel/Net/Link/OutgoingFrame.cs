using System;

namespace Sabos.Net;

/// <summary>Room for a frame, lent by its owner. Write all of <see cref="Bytes"/>, then dispose it, which sends it, or cancel it.</summary>
public ref struct OutgoingFrame
{
    private readonly int _slot;
    private readonly IFrameObserver? _observer;
    private IFrameOwner? _owner;

    public OutgoingFrame(IFrameOwner owner, int slot, Span<byte> bytes)
        : this(owner, slot, bytes, observer: null)
    {
    }

    private OutgoingFrame(IFrameOwner? owner, int slot, Span<byte> bytes, IFrameObserver? observer)
    {
        _owner = owner;
        _observer = observer;
        _slot = slot;
        Bytes = bytes;
    }

    /// <summary>Exactly the length reserved; undefined until written.</summary>
    public Span<byte> Bytes { get; }

    /// <summary>The same frame, which <paramref name="observer"/> sees when it is sent. It takes this one's place.</summary>
    public readonly OutgoingFrame WithObserver(IFrameObserver observer) => new(_owner, _slot, Bytes, observer);

    /// <summary>Gives the room back unsent. A later disposal does nothing.</summary>
    public void Cancel()
    {
        _owner?.CancelOutgoing(_slot);
        _owner = null;
    }

    public void Dispose()
    {
        if (_owner is null)
        {
            return;
        }

        _observer?.OnSent(Bytes);
        _owner.QueueOutgoing(_slot);
        _owner = null;
    }
}
