namespace Sabos.Hal.Pci;

/// <summary>Names for class codes (PCI Code and ID Assignment 1.11, section 1).</summary>
public static class PciClass
{
    /// <summary>Whether a 24-bit class code stands for a network adapter, of whatever kind.</summary>
    public static bool IsNetwork(uint classCode) => classCode >> 16 == 0x02;

    /// <summary>What kind of device a 24-bit class code stands for, in words.</summary>
    public static string Describe(uint classCode) => (classCode >> 8) switch
    {
        0x0100 => "SCSI controller",
        0x0101 => "IDE controller",
        0x0106 => "SATA controller",
        0x0200 => "Ethernet controller",
        0x0300 => "VGA controller",
        0x0600 => "host bridge",
        0x0601 => "ISA bridge",
        0x0604 => "PCI bridge",
        0x0680 => "bridge",
        0x0C03 => "USB controller",
        0x0C05 => "SMBus controller",
        _ => (classCode >> 16) switch
        {
            0x01 => "mass storage controller",
            0x02 => "network controller",
            0x03 => "display controller",
            0x04 => "multimedia device",
            0x06 => "bridge",
            0x07 => "communication controller",
            0x08 => "system peripheral",
            0x09 => "input device",
            0x0C => "serial bus controller",
            _ => "device",
        },
    };
}
