namespace Sabos.Sockets;

/// <summary>What a multicast option does; the first three by the numbers of the platform layer (pal_networking.h, MulticastOption).</summary>
internal enum MulticastOperation
{
    Join = 0,
    Leave = 1,
    Interface = 2,
    JoinSource,
    LeaveSource,
    BlockSource,
    UnblockSource,
}
