namespace Sabos.Hal.VirtioNet;

/// <summary>The commands in use, as class and number in one (virtio 1.2, 5.1.6.5): VIRTIO_NET_CTRL_*.</summary>
internal enum ControlCommand : ushort
{
    /// <summary>A byte says whether all frames are wanted (5.1.6.5.1).</summary>
    Promiscuous = 0x0000,

    /// <summary>A byte says whether the frames of all groups are wanted.</summary>
    AllMulticast = 0x0001,

    /// <summary>The addresses whose frames are wanted, beside the device's own (5.1.6.5.2).</summary>
    SetAddressTable = 0x0100,

    /// <summary>The neighbours have been told where the station is (5.1.6.5.4).</summary>
    AcknowledgeAnnouncement = 0x0300,
}
