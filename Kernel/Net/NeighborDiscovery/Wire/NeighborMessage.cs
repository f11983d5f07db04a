namespace Sabos.Net;

/// <summary>A view of a neighbour solicitation or advertisement (RFC 4861 4.3, 4.4), which differ in their flags only.</summary>
public readonly ref struct NeighborMessage
{
    private const int TargetSize = 16;
    private const uint RouterFlag = 0x8000_0000;
    private const uint SolicitedFlag = 0x4000_0000;
    private const uint OverrideFlag = 0x2000_0000;

    private readonly uint _flags;

    private NeighborMessage(uint flags, IpAddress target, NeighborOptions options)
    {
        _flags = flags;
        Target = target;
        Options = options;
    }

    /// <summary>Whose link-layer address is asked for or told. Never a group.</summary>
    public IpAddress Target { get; }

    /// <summary>R: of an advertisement.</summary>
    public bool IsRouter => (_flags & RouterFlag) != 0;

    /// <summary>S: of an advertisement, it answers a solicitation of ours.</summary>
    public bool IsSolicited => (_flags & SolicitedFlag) != 0;

    /// <summary>O: of an advertisement, a link-layer address that is known already is to be replaced.</summary>
    public bool IsOverride => (_flags & OverrideFlag) != 0;

    public NeighborOptions Options { get; }

    /// <summary>The first word behind the checksum of an advertisement.</summary>
    public static uint Flags(bool isRouter, bool isSolicited, bool isOverride) =>
        (isRouter ? RouterFlag : 0) | (isSolicited ? SolicitedFlag : 0) | (isOverride ? OverrideFlag : 0);

    /// <summary>False: too short, a target that is a group, or malformed options (RFC 4861 7.1). Hop limit and addresses are the caller's to check.</summary>
    public static bool TryParse(in Icmpv6Message message, out NeighborMessage parsed)
    {
        parsed = default;
        if (message.Code != 0 || message.Body.Length < TargetSize || !NeighborOptions.TryParse(message.Body[TargetSize..], out NeighborOptions options))
        {
            return false;
        }

        parsed = new NeighborMessage(message.Rest, IpAddress.Read(message.Body[..TargetSize]), options);
        return parsed.Target.IsIpv6 && !parsed.Target.IsMulticast;
    }
}
