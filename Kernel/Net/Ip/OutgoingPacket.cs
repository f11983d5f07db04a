using System;

namespace Sabos.Net;

/// <summary>
/// Room for the payload of one IP packet whose headers are already written: in the device's own buffer, or, while the neighbour is being
/// resolved, in its queue. Write all of <see cref="Payload"/>, then dispose it, which sends it, or cancel it.
/// </summary>
public ref struct OutgoingPacket
{
    // Fields, so that who makes the packet has its parts written in place: they are too large to be copied for each.
    internal OutgoingFrame Frame;
    internal int HeaderLength;

    public OutgoingPacket(OutgoingFrame frame, int headerLength, bool completesChecksum)
    {
        Frame = frame;
        HeaderLength = headerLength;
        CompletesChecksum = completesChecksum;
    }

    /// <summary>The transport's header and data; undefined until written.</summary>
    public readonly Span<byte> Payload => Frame.Bytes[HeaderLength..];

    /// <summary>The device will complete the transport checksum: leave the pseudo-header's sum (not complemented) in the field.</summary>
    public bool CompletesChecksum { get; internal set; }

    public void Cancel() => Frame.Cancel();

    public void Dispose() => Frame.Dispose();
}
