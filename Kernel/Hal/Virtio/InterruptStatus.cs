using System;

namespace Sabos.Hal.Virtio;

/// <summary>Why a device has interrupted by its pin (virtio 1.2, 4.1.4.5).</summary>
[Flags]
public enum InterruptStatus : byte
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>It has used buffers of some queue.</summary>
    Queue = 1,

    /// <summary>Its configuration has changed, or it needs a reset.</summary>
    Configuration = 2,
}
