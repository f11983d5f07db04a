namespace Sabos.Sockets;

/// <summary>An option about a group, whose value is a structure.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Layout">The structure.</param>
internal readonly record struct GroupOption(MulticastOperation Operation, GroupOptionLayout Layout)
{
    private const int Ipv4Level = 0;
    private const int Ipv6Level = 41;

    /// <summary>By the platform layer's numbers (System.Net.Sockets.SocketOptionName), which are about IPv4 only.</summary>
    public static GroupOption? FromPlatform(int level, int name) => (level, name) switch
    {
        (Ipv4Level, 12) => new(MulticastOperation.Join, GroupOptionLayout.Ipv4),
        (Ipv4Level, 13) => new(MulticastOperation.Leave, GroupOptionLayout.Ipv4),
        (Ipv4Level, 15) => new(MulticastOperation.JoinSource, GroupOptionLayout.Ipv4Source),
        (Ipv4Level, 16) => new(MulticastOperation.LeaveSource, GroupOptionLayout.Ipv4Source),
        (Ipv4Level, 17) => new(MulticastOperation.BlockSource, GroupOptionLayout.Ipv4Source),
        (Ipv4Level, 18) => new(MulticastOperation.UnblockSource, GroupOptionLayout.Ipv4Source),
        _ => null,
    };

    /// <summary>By Linux's own numbers, as Socket.SetRawSocketOption passes them (linux/in.h, linux/in6.h; RFC 3678 for those of both versions).</summary>
    public static GroupOption? FromLinux(int level, int name) => (level, name) switch
    {
        (Ipv4Level, 35) => new(MulticastOperation.Join, GroupOptionLayout.Ipv4),
        (Ipv4Level, 36) => new(MulticastOperation.Leave, GroupOptionLayout.Ipv4),
        (Ipv4Level, 37) => new(MulticastOperation.UnblockSource, GroupOptionLayout.Ipv4Source),
        (Ipv4Level, 38) => new(MulticastOperation.BlockSource, GroupOptionLayout.Ipv4Source),
        (Ipv4Level, 39) => new(MulticastOperation.JoinSource, GroupOptionLayout.Ipv4Source),
        (Ipv4Level, 40) => new(MulticastOperation.LeaveSource, GroupOptionLayout.Ipv4Source),
        (Ipv6Level, 20) => new(MulticastOperation.Join, GroupOptionLayout.Ipv6),
        (Ipv6Level, 21) => new(MulticastOperation.Leave, GroupOptionLayout.Ipv6),
        (Ipv4Level or Ipv6Level, 42) => new(MulticastOperation.Join, GroupOptionLayout.Either),
        (Ipv4Level or Ipv6Level, 43) => new(MulticastOperation.BlockSource, GroupOptionLayout.EitherSource),
        (Ipv4Level or Ipv6Level, 44) => new(MulticastOperation.UnblockSource, GroupOptionLayout.EitherSource),
        (Ipv4Level or Ipv6Level, 45) => new(MulticastOperation.Leave, GroupOptionLayout.Either),
        (Ipv4Level or Ipv6Level, 46) => new(MulticastOperation.JoinSource, GroupOptionLayout.EitherSource),
        (Ipv4Level or Ipv6Level, 47) => new(MulticastOperation.LeaveSource, GroupOptionLayout.EitherSource),
        _ => null,
    };
}
