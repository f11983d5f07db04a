namespace Sabos.Testbed;

/// <summary>What starts the image.</summary>
public enum BootPath
{
    /// <summary>QEMU itself, by PVH.</summary>
    Elf,

    /// <summary>GRUB from the CD, by BIOS.</summary>
    IsoByBios,

    /// <summary>GRUB from the CD, by UEFI.</summary>
    IsoByUefi,

    /// <summary>GRUB from the same file as a disk, by BIOS.</summary>
    DiskByBios,

    /// <summary>GRUB from the same file as a disk, by UEFI.</summary>
    DiskByUefi,
}
