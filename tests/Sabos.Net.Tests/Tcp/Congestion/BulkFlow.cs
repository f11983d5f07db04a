using System;

namespace Sabos.Net.Tests;

/// <summary>A connection on which one end sends without end, or what it is told to, and the other reads at once.</summary>
internal sealed class BulkFlow(TcpConnection sender, TcpListener listener)
{
    private static readonly byte[] s_data = new byte[65_536];
    private readonly byte[] _sink = new byte[65_536];
    private TcpConnection? _receiver;

    public TcpConnection Sender => sender;

    /// <summary>Bytes that the program has yet to send; it never stops unless told to.</summary>
    public long ToSend { get; set; } = long.MaxValue;

    public long Received { get; private set; }

    /// <summary>Does what the programs can do now.</summary>
    public void Run()
    {
        while (ToSend > 0 && sender.Send(s_data.AsSpan(0, (int)Math.Min(s_data.Length, ToSend)), out int accepted) == TransportError.None)
        {
            ToSend -= accepted;
        }

        if (_receiver is null && !listener.TryAccept(out _receiver))
        {
            return;
        }

        while (_receiver!.Receive(_sink, out int received) == TransportError.None && received > 0)
        {
            Received += received;
        }
    }
}
