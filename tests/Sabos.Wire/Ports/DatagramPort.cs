using System;
using System.IO;
using System.Net.Sockets;

namespace Sabos.Wire;

/// <summary>
/// Unix datagram sockets opposite another, a frame each datagram: what QEMU's <c>-netdev dgram</c> speaks. The other may come, go and come again.
/// How many frames may wait in each is <c>net.unix.max_dgram_qlen</c> of the network namespace in which it was made.
/// </summary>
public sealed class DatagramPort : IFramePort
{
    private const int BufferBytes = 4 * 1024 * 1024;

    // Two sockets: only of a connected one does poll(2) tell when the peer has room, and to a connected one only its first peer may send.
    private readonly Socket _receiver = NewSocket();
    private readonly Socket _sender = NewSocket();
    private readonly string _path;
    private readonly byte[] _peer;
    private bool _isConnected;

    /// <param name="path">Where this socket is; a file left there is replaced.</param>
    /// <param name="peerPath">Where the other is or will be.</param>
    public DatagramPort(string path, string peerPath)
    {
        _path = path;
        _peer = Libc.UnixAddress(peerPath);
        File.Delete(path);
        _receiver.Bind(new UnixDomainSocketEndPoint(path));
        _receiver.ReceiveBufferSize = BufferBytes;
        _sender.SendBufferSize = BufferBytes;
    }

    public int ReceivingDescriptor => (int)_receiver.Handle;

    public int SendingDescriptor => (int)_sender.Handle;

    public int Receive(Span<byte> buffer) => Math.Max(Libc.Read(ReceivingDescriptor, buffer), 0);

    public PortOutcome Send(ReadOnlySpan<byte> frame)
    {
        if (_isConnected && TryWrite(frame) is { } outcome)
            return outcome;
        _isConnected = Libc.Connect(SendingDescriptor, _peer) == 0;
        return _isConnected && TryWrite(frame) is { } second ? second : PortOutcome.Absent;
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _sender.Dispose();
        File.Delete(_path);
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };

    /// <summary>Null: the peer it was connected to is gone.</summary>
    private PortOutcome? TryWrite(ReadOnlySpan<byte> frame)
    {
        if (Libc.Write(SendingDescriptor, frame) >= 0)
            return PortOutcome.Sent;
        return Libc.IsNoRoom ? PortOutcome.Full : null;
    }
}
