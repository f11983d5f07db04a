using System;
using System.Diagnostics.CodeAnalysis;
using Sabos.Hal.Virtio;
using Sabos.Net;

namespace Sabos.Hal.VirtioNet;

/// <summary>What driver and device have agreed on.</summary>
/// <param name="Offered">The features offered.</param>
/// <param name="Features">Those in use.</param>
/// <param name="Address">The hardware address.</param>
/// <param name="Mtu">The largest IP packet in bytes.</param>
internal sealed record LinkSetup(ulong Offered, ulong Features, MacAddress Address, int Mtu)
{
    private const int DefaultMtu = 1500; // RFC 894
    private const int SmallestMtu = 68; // virtio 1.2, 5.1.4.1
    private const int LargestMtu = 9000;
    private const int LinkHeaderLength = 14 + 4; // Ethernet II with a VLAN tag
    private const int SmallestSlot = 2048;
    private const int SlotAlignment = 64;

    // What the largest frame that a device is given to cut has of TCP's payload, so that all of it, with the longest headers, stays below 64 KiB.
    private const int LargestRun = ushort.MaxValue - LinkHeaderLength - 40 - 60;

    /// <summary>Bytes a buffer must have for virtio's header and any frame the link carries (5.1.4.2).</summary>
    public int SlotLength
        => Math.Max(SmallestSlot, (HeaderLength + LinkHeaderLength + Mtu + SlotAlignment - 1) & -SlotAlignment);

    /// <summary>Bytes of the header before a frame (5.1.6.1).</summary>
    public int HeaderLength => (Features & (VirtioFeature.Version1 | NetworkFeatures.MergeBuffers)) != 0 ? FrameHeader.Length : FrameHeader.LegacyLength;

    /// <summary>The header has to have a descriptor of its own (5.1.6.6).</summary>
    public bool SplitsHeader => (Features & (VirtioFeature.Version1 | VirtioFeature.AnyLayout)) == 0;

    /// <summary>Bytes of the longest frame that is sent.</summary>
    public int TransmitCapacity => MaxSegmentationPayload > 0 ? ushort.MaxValue : LinkHeaderLength + Mtu;

    /// <summary>The device completes the checksums of what it sends.</summary>
    public bool CompletesChecksums => (Features & NetworkFeatures.TransmitChecksum) != 0;

    /// <summary>The TCP payload that the device cuts into segments, in bytes; 0: it does not.</summary>
    public int MaxSegmentationPayload => (Features & NetworkFeatures.TransmitSegmentation) != 0 ? LargestRun : 0;

    /// <summary>A received frame may fill several buffers.</summary>
    public bool MergesBuffers => (Features & NetworkFeatures.MergeBuffers) != 0;

    public bool UsesEventIndex => (Features & VirtioFeature.EventIndex) != 0;

    /// <summary>How many frames a queue takes at a time; one of the legacy interface may be larger than anything here wants.</summary>
    public int BuffersFor(SplitQueue queue) => Math.Min(VirtioNetDevice.LargestQueue, queue.Size / (SplitsHeader ? 2 : 1));

    /// <summary>Resets the device and agrees with it on features. Null, and the reason, if they cannot agree.</summary>
    public static LinkSetup? Negotiate(IVirtioTransport transport, [NotNullWhen(false)] out string? problem)
    {
        ulong features = 0;
        problem = null;
        if (!VirtioHandshake.TryBegin(transport, out ulong offered))
            problem = "the device does not reset";
        else if ((offered & VirtioFeature.Version1) == 0 && !transport.IsLegacy)
            problem = "the device does not offer VIRTIO_F_VERSION_1";
        else if (!VirtioHandshake.TryAccept(transport, features = Choose(transport, offered)))
            problem = "the device refuses the features chosen from those it offers";
        if (problem is not null)
            return null;

        // The device may answer otherwise than when the features were chosen.
        NetworkConfiguration configuration = NetworkConfiguration.Read(transport, features);
        MacAddress address = configuration.Address is { IsMulticast: false, IsZero: false } given ? given : MakeAddress();
        return new LinkSetup(offered, features, address, Math.Clamp(configuration.Mtu ?? DefaultMtu, SmallestMtu, LargestMtu));
    }

    // The configuration may be read before features are agreed on, to see whether the driver can live with it (3.1.1, step 4).
    private static ulong Choose(IVirtioTransport transport, ulong offered)
    {
        ulong features = WithoutUnmet(offered & NetworkFeatures.Accepted & ~(transport.IsLegacy ? 0 : VirtioFeature.AnyLayout));
        return NetworkConfiguration.Read(transport, features).Mtu is null or (>= SmallestMtu and <= LargestMtu)
            ? features
            : features & ~NetworkFeatures.Mtu;
    }

    // 5.1.3.1. Which version of IP a run of segments will be of is not known when it is announced how long runs may be: it must be cut in either.
    private static ulong WithoutUnmet(ulong features)
    {
        if ((features & NetworkFeatures.TransmitChecksum) == 0 || (features & NetworkFeatures.TransmitSegmentation) != NetworkFeatures.TransmitSegmentation)
            features &= ~NetworkFeatures.TransmitSegmentation;

        if ((features & NetworkFeatures.ControlQueue) == 0)
            features &= ~(NetworkFeatures.ReceiveModes | NetworkFeatures.Announcement);

        // Without mergeable buffers each would have to hold 64 KiB; and where no segments are put together every frame fits one. What of such a buffer
        // would be the header's own descriptor, where there has to be one, nobody says.
        const ulong Needed = NetworkFeatures.ReceiveChecksum | NetworkFeatures.MergeBuffers;
        bool mayLieTogether = (features & (VirtioFeature.Version1 | VirtioFeature.AnyLayout)) != 0;
        if ((features & Needed) != Needed || (features & NetworkFeatures.ReceiveSegmentation) == 0 || !mayLieTogether)
            features &= ~(NetworkFeatures.ReceiveSegmentation | NetworkFeatures.ReceiveCongestionNotification | NetworkFeatures.MergeBuffers);
        return features;
    }

    // 5.1.5: without an address of its own, a random one with the locally administered bit and without the group bit.
    private static MacAddress MakeAddress()
    {
        Span<byte> address = stackalloc byte[MacAddress.Size];
        Random.Shared.NextBytes(address);
        address[0] = (byte)((address[0] & ~0b01) | 0b10);
        return MacAddress.Read(address);
    }
}
