using System;

namespace Sabos.Net;

/// <summary>Room for a frame, lent by its owner. Write all of <see cref="Bytes"/>, then dispose it, which sends it, or cancel it.</summary>
public ref struct OutgoingFrame
{
    private readonly int _slot;
    private IFrameOwner? _owner;

    public OutgoingFrame(IFrameOwner owner, int slot, Span<byte> bytes)
    {
        _owner = owner;
        _slot = slot;
        Bytes = bytes;
    }

    /// <summary>Exactly the length reserved; undefined until written.</summary>
    public Span<byte> Bytes { get; }

    /// <summary>Gives the room back unsent. A later disposal does nothing.</summary>
    public void Cancel()
    {
        _owner?.CancelOutgoing(_slot);
        _owner = null;
    }

    public void Dispose()
    {
        _owner?.QueueOutgoing(_slot);
        _owner = null;
    }
}
