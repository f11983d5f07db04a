namespace Sabos.Hal.Virtio;

/// <summary>cfg_type of a virtio PCI capability (virtio 1.2, 4.1.4).</summary>
internal enum VirtioStructureType : byte
{
    Common = 1,
    Notification = 2,
    InterruptStatus = 3,
    Device = 4,
    PciAccess = 5,
    SharedMemory = 8,
    Vendor = 9,
}
