using System.Globalization;

namespace Sabos.Hal.Pci;

/// <summary>One function that answered: what it says it is, and access to its configuration registers (PCI Local Bus 3.0, 6.1 and 6.2).</summary>
public sealed class PciFunction
{
    /// <summary>The part of configuration space that capabilities of PCI 3.0 live in.</summary>
    internal const int ConventionalLength = 256;

    private const int VendorOffset = 0x00;
    private const int DeviceOffset = 0x02;
    private const int CommandOffset = 0x04;
    private const int StatusOffset = 0x06;
    private const int RevisionOffset = 0x08;
    private const int HeaderTypeOffset = 0x0E;
    private const int SecondaryBusOffset = 0x19;
    private const int SubsystemVendorOffset = 0x2C;
    private const int SubsystemOffset = 0x2E;
    private const int CapabilitiesOffset = 0x34;

    private const ushort Nobody = 0xFFFF;
    private const ushort HasCapabilities = 1 << 4;
    private const byte MultiFunctionFlag = 0x80;

    private readonly IConfigurationSpace _space;
    private BaseAddress?[]? _baseAddresses;

    private PciFunction(IConfigurationSpace space, PciAddress address)
    {
        _space = space;
        Address = address;
        VendorId = ReadWord(VendorOffset);
        DeviceId = ReadWord(DeviceOffset);
        uint classAndRevision = ReadDword(RevisionOffset);
        Revision = (byte)classAndRevision;
        ClassCode = classAndRevision >> 8;
        byte headerType = ReadByte(HeaderTypeOffset);
        Header = (PciHeader)(headerType & ~MultiFunctionFlag);
        IsMultiFunction = (headerType & MultiFunctionFlag) != 0;
        if (Header == PciHeader.Device)
        {
            SubsystemVendorId = ReadWord(SubsystemVendorOffset);
            SubsystemId = ReadWord(SubsystemOffset);
        }
    }

    public PciAddress Address { get; }

    public ushort VendorId { get; }

    public ushort DeviceId { get; }

    public byte Revision { get; }

    /// <summary>Base class, sub-class and programming interface, a byte each, from high to low.</summary>
    public uint ClassCode { get; }

    /// <summary>Of an ordinary device only; 0 for bridges.</summary>
    public ushort SubsystemVendorId { get; }

    /// <summary>Of an ordinary device only; 0 for bridges.</summary>
    public ushort SubsystemId { get; }

    /// <summary>Which layout the rest of the header has.</summary>
    public PciHeader Header { get; }

    /// <summary>Whether the device may have functions other than 0.</summary>
    public bool IsMultiFunction { get; }

    /// <summary>For a bridge: the bus behind it.</summary>
    public byte SecondaryBus => Header == PciHeader.Bridge ? ReadByte(SecondaryBusOffset) : (byte)0;

    /// <summary>The command register. Writing it leaves the status register's write-one-to-clear bits alone.</summary>
    public PciCommand Command
    {
        get => (PciCommand)ReadWord(CommandOffset);
        set => WriteWord(CommandOffset, (ushort)value);
    }

    /// <summary>The function's capability list (PCI Local Bus 3.0, 6.7); safe to walk however it is linked.</summary>
    public PciCapabilities Capabilities
        => new(this, Header is PciHeader.Device or PciHeader.Bridge && (ReadWord(StatusOffset) & HasCapabilities) != 0
            ? ReadByte(CapabilitiesOffset)
            : (byte)0);

    /// <summary>The function at an address, or null if none answers there.</summary>
    public static PciFunction? Probe(IConfigurationSpace space, PciAddress address)
        => (ushort)space.Read(address, VendorOffset, AccessWidth.Word) == Nobody ? null : new PciFunction(space, address);

    /// <summary>
    /// The range behind a base address register, or null if there is none that makes sense. The first call sizes all of them, and interrupts the
    /// function's decoding for that moment.
    /// </summary>
    public BaseAddress? BaseAddressAt(int index)
        => (uint)index < BaseAddress.MostRegisters ? (_baseAddresses ??= BaseAddress.ReadAll(this))[index] : null;

    public byte ReadByte(int offset) => (byte)_space.Read(Address, offset, AccessWidth.Byte);

    public ushort ReadWord(int offset) => (ushort)_space.Read(Address, offset, AccessWidth.Word);

    public uint ReadDword(int offset) => _space.Read(Address, offset, AccessWidth.Dword);

    public void WriteWord(int offset, ushort value) => _space.Write(Address, offset, AccessWidth.Word, value);

    public void WriteDword(int offset, uint value) => _space.Write(Address, offset, AccessWidth.Dword, value);

    /// <summary>One line, as in a list of devices: "00:02.0 1af4:1041 network controller".</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Address} {VendorId:x4}:{DeviceId:x4} {PciClass.Describe(ClassCode)}");
}
