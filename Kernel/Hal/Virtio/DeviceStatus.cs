using System;

namespace Sabos.Hal.Virtio;

/// <summary>The device status field (virtio 1.2, 2.1): how far driver and device have come together.</summary>
[Flags]
public enum DeviceStatus : byte
{
    /// <summary>Writing this resets the device; reading it back tells that the reset is complete.</summary>
    Reset = 0,

    /// <summary>The guest has noticed the device.</summary>
    Acknowledge = 1,

    /// <summary>The guest has a driver for it.</summary>
    Driver = 2,

    /// <summary>The driver is ready; the device may work.</summary>
    DriverOk = 4,

    /// <summary>Both sides agree on the features.</summary>
    FeaturesOk = 8,

    /// <summary>Set by the device: it met an error it cannot recover from without a reset.</summary>
    NeedsReset = 64,

    /// <summary>The driver has given the device up.</summary>
    Failed = 128,
}
