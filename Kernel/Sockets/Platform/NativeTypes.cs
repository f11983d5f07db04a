using System.Runtime.CompilerServices;

namespace Sabos.Sockets;

/// <summary>16 bytes in a row.</summary>
[InlineArray(16)]
internal struct Bytes16
{
    private byte _first;
}

/// <summary>8 bytes in a row.</summary>
[InlineArray(8)]
internal struct Bytes8
{
    private byte _first;
}

/// <summary>An address (pal_networking.h, IPAddress). 24 bytes.</summary>
internal struct NativeAddress
{
    public Bytes16 Address;
    public uint IsIpv6;
    public uint ScopeId;
}

/// <summary>What a name stands for (pal_networking.h, HostEntry). 32 bytes.</summary>
internal unsafe struct HostEntry
{
    public byte* CanonicalName;
    public byte** Aliases;
    public NativeAddress* Addresses;
    public int AddressCount;
}

/// <summary>SO_LINGER (pal_networking.h, LingerOption). 8 bytes.</summary>
internal struct LingerOption
{
    public int Enabled;
    public int Seconds;
}

/// <summary>Membership of an IPv4 group (pal_networking.h, IPv4MulticastOption). 16 bytes.</summary>
internal struct Ipv4MulticastOption
{
    public uint Group;
    public uint LocalAddress;
    public int InterfaceIndex;
    public int Padding;
}

/// <summary>Membership of an IPv6 group (pal_networking.h, IPv6MulticastOption). 32 bytes.</summary>
internal struct Ipv6MulticastOption
{
    public NativeAddress Group;
    public int InterfaceIndex;
    public int Padding;
}

/// <summary>A network interface (pal_interfaceaddresses.h, NetworkInterfaceInfo of .NET 9). 48 bytes.</summary>
internal struct NativeInterface
{
    public Bytes16 Name;
    public long Speed;
    public uint Index;
    public int Mtu;
    public ushort HardwareType;
    public byte OperationalState;
    public byte AddressLength;
    public Bytes8 Address;
    public byte SupportsMulticast;
}

/// <summary>An interface's IP address (pal_interfaceaddresses.h, IpAddressInfo). 24 bytes.</summary>
internal struct NativeInterfaceAddress
{
    public uint InterfaceIndex;
    public Bytes16 Address;
    public byte AddressLength;
    public byte PrefixLength;
    public ushort Padding;
}

/// <summary>An interface's hardware address (pal_interfaceaddresses.h, LinkLayerAddressInfo of .NET 9). 16 bytes.</summary>
internal struct NativeLinkAddress
{
    public uint InterfaceIndex;
    public Bytes8 Address;
    public byte AddressLength;
    public byte Padding;
    public ushort HardwareType;
}
