using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>netstat</c>: open sockets, and the counters of the protocols.</summary>
internal sealed class NetstatCommand : ICommand
{
    public string Name => "netstat";

    public string Usage => "[-s]";

    public string Summary => "open sockets; with -s what the protocols have counted";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count == 1 && context.Arguments[0] == "-s")
            return WriteCountersAsync(context);
        if (context.Arguments.Count > 0)
            throw new UsageException();
        WriteSockets(IPGlobalProperties.GetIPGlobalProperties(), context.Output);
        return Task.CompletedTask;
    }

    private static void WriteSockets(IPGlobalProperties properties, TextWriter output)
    {
        TextTable table = new("PROTOCOL", "LOCAL", "REMOTE", "STATE");
        foreach (IPEndPoint listener in properties.GetActiveTcpListeners())
            table.Add("tcp", listener.ToString(), "*", "LISTEN");
        foreach (TcpConnectionInformation connection in properties.GetActiveTcpConnections())
            table.Add("tcp", connection.LocalEndPoint.ToString(), connection.RemoteEndPoint.ToString(), Describe(connection.State));
        foreach (IPEndPoint listener in properties.GetActiveUdpListeners())
            table.Add("udp", listener.ToString(), "*", "");
        table.WriteTo(output);
    }

    private static async Task WriteCountersAsync(CommandContext context)
    {
        string[] lines = await File.ReadAllLinesAsync(ProtocolCounters.Path, context.Cancellation).ConfigureAwait(false);
        TextTable table = new("PROTOCOL", "COUNTER", "VALUE");
        foreach ((string protocol, string counter, string value) in ProtocolCounters.Parse(lines))
            table.Add(protocol, counter, value);
        table.WriteTo(context.Output);
    }

    // The names of RFC 9293, 3.3.2.
    private static string Describe(TcpState state) => state switch
    {
        TcpState.Closed => "CLOSED",
        TcpState.Listen => "LISTEN",
        TcpState.SynSent => "SYN-SENT",
        TcpState.SynReceived => "SYN-RECEIVED",
        TcpState.Established => "ESTABLISHED",
        TcpState.FinWait1 => "FIN-WAIT-1",
        TcpState.FinWait2 => "FIN-WAIT-2",
        TcpState.CloseWait => "CLOSE-WAIT",
        TcpState.Closing => "CLOSING",
        TcpState.LastAck => "LAST-ACK",
        TcpState.TimeWait => "TIME-WAIT",
        TcpState.DeleteTcb => "DELETED",
        _ => "UNKNOWN",
    };
}
