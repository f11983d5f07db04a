namespace Sabos.Net;

/// <summary>Who lent a frame: takes it back when it is disposed. The slot is the owner's own name for the buffer.</summary>
public interface IFrameOwner
{
    /// <summary>A received frame has been read; its buffer may be used again.</summary>
    void ReleaseReceived(int slot);

    /// <summary>An outgoing frame has been written; it may be sent.</summary>
    void QueueOutgoing(int slot);

    /// <summary>An outgoing frame was reserved but is not to be sent.</summary>
    void CancelOutgoing(int slot);
}
