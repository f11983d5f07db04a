using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The states of a connection by Linux's numbers (include/net/tcp_states.h).</summary>
internal static class LinuxTcpState
{
    public static int Of(TcpState state) => state switch
    {
        TcpState.Established => 1,
        TcpState.SynSent => 2,
        TcpState.SynReceived => 3,
        TcpState.FinWait1 => 4,
        TcpState.FinWait2 => 5,
        TcpState.TimeWait => 6,
        TcpState.CloseWait => 8,
        TcpState.LastAck => 9,
        TcpState.Listen => 10,
        TcpState.Closing => 11,
        _ => 7,
    };
}
