namespace Sabos.Net;

/// <summary>An address of an interface, from the first question whether it is free.</summary>
internal sealed class AddressClaim(IpAddress address, IAddressClaimant? claimant, AddressProbing probing)
{
    public IpAddress Address { get; } = address;

    /// <summary>Who is told; null: nobody, it was ours without asking.</summary>
    public IAddressClaimant? Claimant { get; } = claimant;

    public AddressProbing Probing { get; } = probing;

    /// <summary>Whether it is free is being asked.</summary>
    public bool IsProbing { get; set; }

    /// <summary>It is in use: while it is probed for, that is because the link was away, or it is <see cref="IsOnTrial"/>.</summary>
    public bool IsInUse { get; set; }

    /// <summary>It is in use, and nobody knows yet whether it is free.</summary>
    public bool IsOnTrial { get; set; }

    /// <summary>Probes still to be sent.</summary>
    public int Probes { get; set; }

    /// <summary>Announcements still to be sent.</summary>
    public int Announcements { get; set; }

    /// <summary>When the next is sent, or probing ends.</summary>
    public Instant NextStep { get; set; } = Instant.Never;

    /// <summary>Until then a rival is not answered again.</summary>
    public Instant DefendedUntil { get; set; }

    /// <summary>Whether a packet says that its sender has the address, or is about to take what we are about to take (RFC 5227 2.1.1).</summary>
    public bool IsContestedBy(in ArpPacket packet) =>
        packet.SenderAddress == Address || (IsProbing && !IsInUse && packet.IsProbe && packet.TargetAddress == Address);
}
