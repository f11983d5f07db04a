using System;

namespace Sabos.Net.Simulation;

/// <summary>A frame under way, in a buffer that is used again.</summary>
internal sealed class FrameBuffer
{
    private byte[] _bytes = new byte[2048];

    public int Length { get; private set; }

    public TransmitOffload Offload { get; set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Resize(int length)
    {
        Length = length;
        if (_bytes.Length < length)
        {
            _bytes = new byte[length];
        }
    }
}
