namespace Sabos.Sockets;

/// <summary>What a multicast option does (pal_networking.h, MulticastOption).</summary>
internal enum MulticastOperation
{
    Join = 0,
    Leave = 1,
    Interface = 2,
}
