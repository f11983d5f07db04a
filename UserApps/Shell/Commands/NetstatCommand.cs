using System;
using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>netstat</c>: open sockets, the state of connections, and the counters of protocols and interfaces.</summary>
internal sealed class NetstatCommand : ICommand
{
    public string Name => "netstat";

    public string Usage => "[-e|-i|-s]";

    public string Summary => "sockets (-e: in detail), counters of interfaces (-i), protocols (-s)";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 1)
            throw new UsageException();
        switch (context.Arguments.Count == 0 ? "" : context.Arguments[0])
        {
            case "":
                WriteSockets(IPGlobalProperties.GetIPGlobalProperties(), context.Output);
                return Task.CompletedTask;
            case "-e":
                WriteDetails(context.Output);
                return Task.CompletedTask;
            case "-i":
                WriteInterfaces(context.Output);
                return Task.CompletedTask;
            case "-s":
                return WriteCountersAsync(context);
            default:
                throw new UsageException();
        }
    }

    private static void WriteDetails(TextWriter output)
    {
        const int Width = 100;
        foreach (ConnectionDetail connection in ConnectionDetails.Read())
        {
            output.WriteLine($"{connection.Local} {connection.Remote}");
            int column = 0;
            foreach (string word in connection.Words)
            {
                if (column + word.Length > Width)
                {
                    output.WriteLine();
                    column = 0;
                }

                output.Write((column == 0 ? "    " : " ") + word);
                column += word.Length + 1;
            }

            output.WriteLine();
        }
    }

    private static void WriteInterfaces(TextWriter output)
    {
        TextTable table = new("INTERFACE", "RX BYTES", "PACKETS", "ERRORS", "DROPS", "TX BYTES", "PACKETS", "ERRORS", "DROPS");
        foreach (NetworkInterface each in NetworkInterface.GetAllNetworkInterfaces())
        {
            IPInterfaceStatistics counted = each.GetIPStatistics();
            table.Add(
                each.Name,
                Quantity.Number(counted.BytesReceived),
                Quantity.Number(counted.UnicastPacketsReceived),
                Quantity.Number(counted.IncomingPacketsWithErrors),
                Quantity.Number(counted.IncomingPacketsDiscarded),
                Quantity.Number(counted.BytesSent),
                Quantity.Number(counted.UnicastPacketsSent),
                Quantity.Number(counted.OutgoingPacketsWithErrors),
                OperatingSystem.IsMacOS() ? "" : Quantity.Number(counted.OutgoingPacketsDiscarded));
        }

        table.WriteTo(output);
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
        TextTable table = new("PROTOCOL", "COUNTER", "VALUE");
        string[] lines = await File.ReadAllLinesAsync(ProtocolCounters.Path, context.Cancellation).ConfigureAwait(false);
        foreach ((string protocol, string counter, string value) in ProtocolCounters.Parse(lines))
            table.Add(protocol, counter, value);

        foreach ((string protocol, string counter, string value) in ProtocolCounters.ParseIpv6(await ReadIpv6Async(context).ConfigureAwait(false)))
        {
            if (value != "0")
                table.Add(protocol, counter, value);
        }

        // There are many of them, and most never happen.
        lines = await File.ReadAllLinesAsync(ProtocolCounters.ExtendedPath, context.Cancellation).ConfigureAwait(false);
        foreach ((string protocol, string counter, string value) in ProtocolCounters.Parse(lines))
        {
            if (value != "0")
                table.Add(protocol, counter, value);
        }

        table.WriteTo(context.Output);
    }

    private static async Task<string[]> ReadIpv6Async(CommandContext context) =>
        File.Exists(ProtocolCounters.Ipv6Path) ? await File.ReadAllLinesAsync(ProtocolCounters.Ipv6Path, context.Cancellation).ConfigureAwait(false) : [];

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
