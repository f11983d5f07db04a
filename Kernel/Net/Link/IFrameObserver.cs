using System;

namespace Sabos.Net;

/// <summary>Looks at a frame that was written, before its owner has it back.</summary>
public interface IFrameObserver
{
    void OnSent(ReadOnlySpan<byte> frame);
}
