using System;
using System.Net.Sockets;
using System.Threading;
using Sabos.Iperf3.Control;

namespace Sabos.Iperf3.Streams;

/// <summary>
/// One connection that carries the test's data, and a thread that does nothing but send or receive on it: a call that blocks costs
/// fewer switches than one that completes elsewhere.
/// </summary>
internal sealed class TcpStream : IDisposable
{
    private const int StackSize = 256 << 10;

    private readonly int _id;
    private readonly Socket _socket;
    private readonly byte[] _block;
    private readonly RatePacer _pacer;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly ManualResetEvent _stopping = new(false);
    private long _bytes;
    private long _omittedBytes;
    private long _start;
    private long _begin;
    private long _end;

    /// <param name="socket">Taken over.</param>
    /// <param name="id">Both sides' number of the stream.</param>
    /// <param name="sends">Or receives.</param>
    /// <param name="parameters">What the client asks for.</param>
    /// <param name="block">What is sent, or the room to receive in, whose content does not matter.</param>
    /// <param name="time">Tells how long it took.</param>
    public TcpStream(Socket socket, int id, bool sends, in TestParameters parameters, byte[] block, TimeProvider time)
    {
        _socket = socket;
        _block = block;
        _pacer = new RatePacer(parameters.Rate);
        _time = time;
        _id = id;
        _thread = new Thread(sends ? Send : Receive, StackSize) { IsBackground = true, Name = $"iperf3 {id}" };
        socket.NoDelay = parameters.NoDelay;
        if (parameters.Window != 0)
        {
            socket.ReceiveBufferSize = parameters.Window;
            socket.SendBufferSize = parameters.Window;
        }
    }

    public void Start()
    {
        _start = _begin = _time.GetTimestamp();
        _thread.Start();
    }

    /// <summary>What counts begins now.</summary>
    public void Omit()
    {
        _omittedBytes = Interlocked.Read(ref _bytes);
        _begin = _time.GetTimestamp();
    }

    /// <summary>Ends the transfer and tells what it brought since the beginning or the last <see cref="Omit"/>.</summary>
    public StreamResult Stop()
    {
        if (_end == 0)
        {
            _end = _time.GetTimestamp();
            _stopping.Set();
            ShutDown();
            if (_thread.IsAlive)
                _thread.Join();
        }

        return new StreamResult(_id, _bytes - _omittedBytes, _time.GetElapsedTime(_begin, _end));
    }

    public void Dispose()
    {
        Stop();
        _socket.Dispose();
        _stopping.Dispose();
    }

    private void ShutDown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The client has closed it already.
        }
    }

    private void Receive()
    {
        try
        {
            int count;
            while ((count = _socket.Receive(_block)) > 0)
                Volatile.Write(ref _bytes, _bytes + count);
        }
        catch (SocketException)
        {
            // The client has reset the connection, or we have shut it down: in both cases nothing more comes.
        }
    }

    private void Send()
    {
        try
        {
            TimeSpan delay = TimeSpan.Zero;
            while (delay == TimeSpan.Zero || !_stopping.WaitOne(delay))
            {
                Volatile.Write(ref _bytes, _bytes + _socket.Send(_block));
                delay = _pacer.DelayAfter(_bytes, _time.GetElapsedTime(_start));
            }
        }
        catch (SocketException)
        {
            // The client has reset the connection, or we have shut it down: nothing more can be sent.
        }
    }
}
