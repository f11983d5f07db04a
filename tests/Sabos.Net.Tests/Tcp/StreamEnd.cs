using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>
/// A program at one end of a connection: sends a stream of known bytes in pieces of random sizes, checks that it receives the other end's
/// stream exactly, shuts down when all is sent, and closes at the end of the peer's stream.
/// </summary>
internal sealed class StreamEnd
{
    private readonly TcpConnection _connection;
    private readonly Random _random;
    private readonly int _toSend;
    private readonly int _toReceive;
    private readonly byte[] _buffer = new byte[20_000];

    public StreamEnd(TcpConnection connection, int toSend, int toReceive, int seed)
    {
        _connection = connection;
        _toSend = toSend;
        _toReceive = toReceive;
        _random = new Random(seed);
    }

    public int Sent { get; private set; }

    public int Received { get; private set; }

    public bool IsDone { get; private set; }

    public TransportError Error => _connection.Error;

    public TcpConnection Connection => _connection;

    /// <summary>Byte number <paramref name="position"/> of every stream.</summary>
    public static byte ByteAt(int position) => (byte)((position * 7) + (position >> 8) + (position >> 16));

    /// <summary>Does what can be done now.</summary>
    public void Run()
    {
        if (IsDone)
        {
            return;
        }

        SendSome();
        ReceiveSome();
    }

    private void SendSome()
    {
        while (Sent < _toSend)
        {
            int count = Math.Min(_random.Next(1, _buffer.Length), _toSend - Sent);
            for (int i = 0; i < count; i++)
            {
                _buffer[i] = ByteAt(Sent + i);
            }

            TransportError error = _connection.Send(_buffer.AsSpan(0, count), out int accepted);
            Sent += accepted;
            if (error == TransportError.WouldBlock)
            {
                return;
            }

            Assert.Equal(TransportError.None, error);
        }

        Assert.Equal(TransportError.None, _connection.ShutdownSend());
    }

    private void ReceiveSome()
    {
        while (true)
        {
            TransportError error = _connection.Receive(_buffer.AsSpan(0, _random.Next(1, _buffer.Length)), out int received);
            if (error == TransportError.WouldBlock)
            {
                return;
            }

            Assert.Equal(TransportError.None, error);
            if (received == 0)
            {
                Assert.Equal(_toReceive, Received);
                IsDone = Sent == _toSend;
                if (IsDone)
                {
                    _connection.Close();
                }

                return;
            }

            for (int i = 0; i < received; i++)
            {
                if (_buffer[i] != ByteAt(Received + i))
                {
                    Assert.Fail($"byte {Received + i} of the stream is wrong");
                }
            }

            Received += received;
        }
    }
}
