using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Iperf3.Control;

namespace Sabos.Iperf3.Streams;

/// <summary>
/// A test by datagrams: all streams come in at one socket on the server's port, and are told apart by the client's ports. A stream begins with a greeting of four
/// bytes, which is answered by another.
/// </summary>
internal sealed class UdpStreams : ITestStreams
{
    private const int StackSize = 256 << 10;
    private const int GreetingLength = 4;
    private const int LargestDatagram = 65_535;

    private static readonly byte[] s_answer = [0x36, 0x37, 0x38, 0x39]; // 0x39383736 from one little-endian machine to another

    private readonly TestParameters _parameters;
    private readonly IPAddress _client;
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly Thread _reader;
    private readonly Dictionary<SocketAddress, UdpStream> _byPeer = [];
    private readonly List<UdpStream> _streams = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopped;

    /// <param name="parameters">What the client asks for.</param>
    /// <param name="local">The server's address and port.</param>
    /// <param name="client">From where the test is controlled: datagrams from elsewhere do not count.</param>
    /// <param name="time">Tells how long it took.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public UdpStreams(in TestParameters parameters, IPEndPoint local, IPAddress client, TimeProvider time)
    {
        _parameters = parameters;
        _client = client;
        _time = time;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (local.AddressFamily == AddressFamily.InterNetworkV6)
            _socket.DualMode = local.Address.Equals(IPAddress.IPv6Any);
        if (parameters.Window != 0)
        {
            _socket.ReceiveBufferSize = parameters.Window;
            _socket.SendBufferSize = parameters.Window;
        }

        _socket.Bind(local);
        _reader = new Thread(Read, StackSize) { IsBackground = true, Name = "iperf3 udp" };
        _reader.Start();
    }

    public Task Complete => _complete.Task;

    private int Expected => _parameters.IncomingStreams + _parameters.OutgoingStreams;

    public bool TryAdd(Socket socket, long order) => false;

    public void Start() => _streams.ForEach(stream => stream.Start());

    public void Omit() => _streams.ForEach(stream => stream.Omit());

    public StreamResult[] Stop()
    {
        long end = _time.GetTimestamp();
        if (!_isStopped)
        {
            _isStopped = true;
            _socket.Dispose(); // ends the read, after which the streams are all there are
            _reader.Join();
            _streams.ForEach(stream => stream.Stop());
        }

        return _streams.ConvertAll(stream => stream.ResultAt(end)).ToArray();
    }

    public void Dispose()
    {
        Stop();
        _streams.ForEach(stream => stream.Dispose());
    }

    private void Read()
    {
        byte[] datagram = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
        SocketAddress peer = new(_socket.AddressFamily);
        try
        {
            while (true)
            {
                int length = _socket.ReceiveFrom(datagram, SocketFlags.None, peer);
                if (_byPeer.TryGetValue(peer, out UdpStream? stream) && length > GreetingLength)
                    stream.Receive(datagram.AsSpan(0, length));
                else if (length == GreetingLength)
                    Greet(peer, stream);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // A greeting comes again if our answer was lost.
    private void Greet(SocketAddress peer, UdpStream? known)
    {
        IPEndPoint from = (IPEndPoint)new IPEndPoint(peer.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0).Create(peer);
        if (known is null && (_streams.Count == Expected || !from.Address.Equals(_client)))
            return;
        if (known is null)
        {
            SocketAddress own = new(peer.Family, peer.Size);
            peer.Buffer.Span[..peer.Size].CopyTo(own.Buffer.Span);
            UdpStream stream = new(_socket, own, StreamNumber.Of(_streams.Count), sends: _streams.Count >= _parameters.IncomingStreams, _parameters, _time);
            _byPeer.Add(own, stream);
            _streams.Add(stream);
        }

        _socket.SendTo(s_answer, SocketFlags.None, peer);
        if (_streams.Count == Expected)
            _complete.TrySetResult();
    }
}
