using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// /proc/net/tcp_info, our own: a line for each TCP connection with its two endpoints and then words of the form name:value, in the terms of ss -i.
/// Times are in milliseconds, sizes in bytes, cwnd, ssthresh and retransmissions in segments, pacing in bytes a second.
/// </summary>
internal static class ConnectionDetailsFile
{
    public static string Read(NetworkLoop loop)
    {
        IReadOnlyList<TcpConnectionInfo> connections;
        using (loop.Enter())
            connections = loop.Stack.Tcp.GetConnections();

        StringBuilder text = new();
        foreach (TcpConnectionInfo connection in connections)
        {
            if (connection.State is not (TcpState.Listen or TcpState.TimeWait or TcpState.SynReceived))
                Append(text, connection);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, in TcpConnectionInfo info)
    {
        int segment = Math.Max(info.MaxSegmentSize, 1);
        text.Append(info.Local).Append(' ').Append(info.Remote);
        Word(text, "cc", info.CongestionControl == CongestionControlAlgorithm.Cubic ? "cubic" : "reno");
        Word(text, "cwnd", info.CongestionWindow / segment);
        if (info.SlowStartThreshold != int.MaxValue)
            Word(text, "ssthresh", info.SlowStartThreshold / segment);
        Word(text, "mss", info.MaxSegmentSize);
        Word(text, "pmtu", info.PathMtu);
        Word(text, "rtt", Milliseconds(info.SmoothedRoundTripTime) + "/" + Milliseconds(info.RoundTripTimeVariation));
        Word(text, "minrtt", Milliseconds(info.MinimumRoundTripTime));
        Word(text, "rto", Milliseconds(info.RetransmissionTimeout));
        Word(text, "timer", $"{info.Timer}".ToLowerInvariant() + (info.Timer == TcpTimerKind.Off ? "" : "/" + Milliseconds(info.TimerExpiresIn)));
        Word(text, "timeouts", info.Timeouts);
        Word(text, "retrans", info.Retransmissions);
        if (info.PacingRate is { } rate)
            Word(text, "pacing", rate);
        Word(text, "inflight", info.InFlight);
        Word(text, "lost", info.LostBytes);
        Word(text, "sacked", info.SackedSegments);
        Word(text, "send", $"{info.SendQueue}/{info.SendBuffer}");
        Word(text, "receive", $"{info.ReceiveQueue}/{info.ReceiveBuffer}");
        Word(text, "snd_wnd", info.SendWindow);
        Word(text, "rcv_wnd", info.ReceiveWindow);
        Word(text, "bytes_acked", info.BytesAcknowledged);
        Word(text, "bytes_received", info.BytesReceived);
        Word(text, "lastsnd", Milliseconds(info.SentAgo));
        Word(text, "lastrcv", Milliseconds(info.HeardAgo));
        Word(text, "options", Options(info));
        text.Append('\n');
    }

    private static string Options(in TcpConnectionInfo info)
    {
        List<string> options = [];
        if (info.SendWindowScale is { } shift)
            options.Add(string.Create(CultureInfo.InvariantCulture, $"wscale/{shift}/{info.ReceiveWindowScale}"));
        if (info.UsesTimestamps)
            options.Add("ts");
        if (info.UsesSelectiveAcknowledgments)
            options.Add("sack");
        if (info.UsesCongestionNotification)
            options.Add("ecn");
        return options.Count == 0 ? "none" : string.Join(',', options);
    }

    private static void Word(StringBuilder text, string name, string value) => text.Append(' ').Append(name).Append(':').Append(value);

    private static void Word(StringBuilder text, string name, long value) => text.Append(CultureInfo.InvariantCulture, $" {name}:{value}");

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
}
