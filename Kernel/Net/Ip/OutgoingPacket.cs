using System;

namespace Sabos.Net;

/// <summary>
/// Room for the payload of one IP packet whose headers are already written: in the device's own buffer, or, while the neighbour is being
/// resolved, in its queue. Write all of <see cref="Payload"/>, then dispose it, which sends it, or cancel it.
/// </summary>
public ref struct OutgoingPacket
{
    private OutgoingFrame _frame;

    public OutgoingPacket(OutgoingFrame frame, int headerLength, bool completesChecksum)
    {
        _frame = frame;
        Payload = frame.Bytes[headerLength..];
        CompletesChecksum = completesChecksum;
    }

    /// <summary>The transport's header and data; undefined until written.</summary>
    public Span<byte> Payload { get; }

    /// <summary>The device will complete the transport checksum: leave the pseudo-header's sum (not complemented) in the field.</summary>
    public bool CompletesChecksum { get; }

    public void Cancel() => _frame.Cancel();

    public void Dispose() => _frame.Dispose();
}
