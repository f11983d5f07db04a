using System;

namespace Sabos.Wire;

/// <summary>An end of a wire: file descriptors of which every read and write is one Ethernet frame. It never blocks.</summary>
public interface IFramePort : IDisposable
{
    /// <summary>Where poll(2) tells that a frame has arrived.</summary>
    int ReceivingDescriptor { get; }

    /// <summary>Where poll(2) tells that there is room for a frame.</summary>
    int SendingDescriptor { get; }

    /// <summary>Reads the next frame and returns its length in bytes; 0: there is none now.</summary>
    int Receive(Span<byte> buffer);

    /// <summary>Writes a frame.</summary>
    PortOutcome Send(ReadOnlySpan<byte> frame);
}
