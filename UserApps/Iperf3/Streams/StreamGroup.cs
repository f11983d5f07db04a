using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Iperf3.Control;

namespace Sabos.Iperf3.Streams;

/// <summary>The streams of one test. The client connects those it sends on first; their order gives both sides the same numbers.</summary>
internal sealed class StreamGroup(TestParameters parameters, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedList<long, Socket> _arrived = [];
    private readonly List<TcpStream> _streams = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOpen = true;

    /// <summary>Ends when as many connections have come as the client asked for.</summary>
    public Task Complete => _complete.Task;

    private int Expected => parameters.IncomingStreams + parameters.OutgoingStreams;

    /// <summary>Takes over a connection; false if the streams are complete without it.</summary>
    /// <param name="socket">One that has shown the test's cookie.</param>
    /// <param name="order">Its place among all connections that were accepted.</param>
    public bool TryAdd(Socket socket, long order)
    {
        lock (_lock)
        {
            if (!_isOpen || _arrived.Count == Expected)
                return false;
            _arrived.Add(order, socket);
            if (_arrived.Count == Expected)
                _complete.SetResult();
            return true;
        }
    }

    /// <summary>Lets the data flow on all streams.</summary>
    public void Start()
    {
        byte[] block = GC.AllocateUninitializedArray<byte>(parameters.BlockLength, pinned: true);
        foreach (Socket socket in _arrived.Values)
            _streams.Add(new TcpStream(socket, NumberOf(_streams.Count), sends: _streams.Count >= parameters.IncomingStreams, parameters, block, time));
        foreach (TcpStream stream in _streams)
            stream.Start();
    }

    /// <summary>What counts begins now.</summary>
    public void Omit() => _streams.ForEach(stream => stream.Omit());

    /// <summary>Ends the transfers and tells what they brought.</summary>
    public StreamResult[] Stop()
    {
        StreamResult[] results = new StreamResult[_streams.Count];
        for (int i = 0; i < results.Length; i++)
            results[i] = _streams[i].Stop();
        return results;
    }

    public void Dispose()
    {
        lock (_lock)
            _isOpen = false;
        _streams.ForEach(stream => stream.Dispose());
        foreach (Socket socket in _arrived.Values)
            socket.Dispose();
    }

    // iperf3 has always left out the 2.
    private static int NumberOf(int index) => index == 0 ? 1 : index + 2;
}
