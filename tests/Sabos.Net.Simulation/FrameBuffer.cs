using System;

namespace Sabos.Net.Simulation;

/// <summary>A frame under way, in a buffer that is used again.</summary>
public sealed class FrameBuffer
{
    private byte[] _bytes = new byte[2048];

    /// <summary>In bytes.</summary>
    public int Length { get; private set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    internal TransmitOffload Offload { get; set; }

    /// <summary>Changes the length; what is there stays, as far as it fits a buffer that was large enough.</summary>
    public void Resize(int length)
    {
        Length = length;
        if (_bytes.Length < length)
        {
            _bytes = new byte[length];
        }
    }
}
