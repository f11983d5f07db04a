namespace Sabos.Hal.Pci;

/// <summary>Access to the configuration registers of every function.</summary>
public interface IConfigurationSpace
{
    /// <summary>Bytes of configuration space a function has here: 256, or 4096 with the extended mechanism.</summary>
    int BytesPerFunction { get; }

    /// <summary>Reads a naturally aligned register. All ones where no function answers.</summary>
    uint Read(PciAddress address, int offset, AccessWidth width);

    /// <summary>Writes a naturally aligned register.</summary>
    void Write(PciAddress address, int offset, AccessWidth width, uint value);
}
