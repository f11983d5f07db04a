using System;
using Sabos.Hal.Virtio;
using Sabos.Net;

namespace Sabos.Hal.VirtioNet;

/// <summary>The fields used here of a network device's configuration (virtio 1.2, 5.1.4). What the device does not have is null.</summary>
/// <param name="Address">Its hardware address.</param>
/// <param name="LinkUp">Whether the link is up.</param>
/// <param name="WantsAnnouncement">Whether the neighbours are to be told where the station is (5.1.6.5.4).</param>
/// <param name="Mtu">The largest IP packet, in bytes, as the device says.</param>
internal readonly record struct NetworkConfiguration(MacAddress? Address, bool? LinkUp, bool WantsAnnouncement, int? Mtu)
{
    private const int MacOffset = 0;
    private const int StatusOffset = 6;
    private const int MtuOffset = 10;
    private const ushort LinkUpFlag = 1;
    private const ushort AnnounceFlag = 2;

    // A change announces itself by an interrupt, so a reading torn this often is read again anyway.
    private const int Attempts = 4;

    /// <summary>Reads the fields that <paramref name="features"/> make valid, as of one moment (2.5.1).</summary>
    public static NetworkConfiguration Read(IVirtioTransport transport, ulong features)
    {
        if (transport.Configuration is not { } registers)
            return default;

        NetworkConfiguration? before = null;
        for (int attempt = 1; ; attempt++)
        {
            byte generation = transport.ConfigurationGeneration;
            NetworkConfiguration read = ReadOnce(registers, features);

            // The legacy interface has no generation: what reads the same twice is of one moment (2.5.4).
            bool isWhole = transport.IsLegacy ? read == before : transport.ConfigurationGeneration == generation;
            if (isWhole || attempt == Attempts)
                return read;
            before = read;
        }
    }

    private static NetworkConfiguration ReadOnce(RegisterBlock registers, ulong features)
    {
        int? status = Has(NetworkFeatures.Status, StatusOffset + sizeof(ushort)) ? registers.ReadWord(StatusOffset) : null;
        return new NetworkConfiguration(
            Has(NetworkFeatures.Mac, MacOffset + MacAddress.Size) ? ReadAddress(registers) : null,
            status is { } flags ? (flags & LinkUpFlag) != 0 : null,
            (features & NetworkFeatures.Announcement) != 0 && (status & AnnounceFlag) is AnnounceFlag,
            Has(NetworkFeatures.Mtu, MtuOffset + sizeof(ushort)) ? registers.ReadWord(MtuOffset) : null);

        bool Has(ulong feature, int end) => (features & feature) != 0 && registers.Length >= end;
    }

    // The address is an array of bytes, so it is read by bytes (4.1.3.1).
    private static MacAddress ReadAddress(RegisterBlock registers)
    {
        Span<byte> address = stackalloc byte[MacAddress.Size];
        for (int i = 0; i < address.Length; i++)
            address[i] = registers.ReadByte(MacOffset + i);
        return MacAddress.Read(address);
    }
}
