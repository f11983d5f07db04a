using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Sabos.Iperf3.Control;

namespace Sabos.Iperf3.Streams;

/// <summary>The datagrams to or from one port of the client. Streams share a socket; what arrives is handed in by who reads it.</summary>
internal sealed class UdpStream : IDisposable
{
    private const int StackSize = 256 << 10;

    private readonly int _id;
    private readonly SocketAddress _peer;
    private readonly TestParameters _parameters;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly Thread? _sender;
    private readonly ManualResetEvent _stopping = new(false);
    private ReceptionStatistics _reception;
    private long _bytes;
    private long _packets;
    private long _start;
    private long _begin;
    private StreamResult _omitted;

    public UdpStream(Socket socket, SocketAddress peer, int id, bool sends, in TestParameters parameters, TimeProvider time)
    {
        _socket = socket;
        _peer = peer;
        _id = id;
        _parameters = parameters;
        _time = time;
        _sender = sends ? new Thread(Send, StackSize) { IsBackground = true, Name = $"iperf3 {id}" } : null;
    }

    public void Start()
    {
        _start = _begin = _time.GetTimestamp();
        _sender?.Start();
    }

    /// <summary>Takes account of a datagram that has arrived.</summary>
    public void Receive(ReadOnlySpan<byte> datagram)
    {
        if (_sender is not null || !DatagramHeader.TryRead(datagram, _parameters.WideNumbers, out DatagramHeader header))
            return;
        _bytes += datagram.Length;
        _reception.Count(header, _time.GetElapsedTime(0));
        _packets = _reception.Packets;
    }

    /// <summary>What counts begins now.</summary>
    public void Omit()
    {
        _omitted = new StreamResult(_id, _bytes, default) { Packets = _packets, Lost = _reception.Lost };
        _begin = _time.GetTimestamp();
    }

    /// <summary>Ends the sending.</summary>
    public void Stop()
    {
        _stopping.Set();
        if (_sender is { IsAlive: true })
            _sender.Join();
    }

    /// <summary>What the stream has brought up to <paramref name="end"/>.</summary>
    public StreamResult ResultAt(long end) => new(_id, _bytes - _omitted.Bytes, _time.GetElapsedTime(_begin, end))
    {
        Packets = _packets,
        OmittedPackets = _omitted.Packets,
        Lost = _reception.Lost,
        OmittedLost = _omitted.Lost,
        Jitter = _reception.Jitter,
    };

    public void Dispose() => _stopping.Dispose();

    private void Send()
    {
        byte[] datagram = new byte[_parameters.BlockLength];
        RatePacer pacer = new(_parameters.Rate);
        TimeSpan delay = TimeSpan.Zero;
        try
        {
            while (!_stopping.WaitOne(delay))
            {
                new DatagramHeader(_time.GetElapsedTime(0), (ulong)(_packets + 1)).WriteTo(datagram, _parameters.WideNumbers);
                _bytes += _socket.SendTo(datagram, SocketFlags.None, _peer);
                _packets++;
                delay = pacer.DelayAfter(_bytes, _time.GetElapsedTime(_start));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over, or the client cannot be reached any more: nothing more can be sent.
        }
    }
}
