using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Iperf3.Control;

namespace Sabos.Iperf3.Streams;

/// <summary>A test by connections. The client connects those it sends on first; their order gives both sides the same numbers.</summary>
internal sealed class TcpStreams(TestParameters parameters, TimeProvider time) : ITestStreams
{
    private readonly Lock _lock = new();
    private readonly SortedList<long, Socket> _arrived = [];
    private readonly List<TcpStream> _streams = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOpen = true;

    public Task Complete => _complete.Task;

    private int Expected => parameters.IncomingStreams + parameters.OutgoingStreams;

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

    public void Start()
    {
        byte[] block = GC.AllocateArray<byte>(parameters.BlockLength, pinned: true); // cleared: what was in memory is not for strangers
        foreach (Socket socket in _arrived.Values)
            _streams.Add(new TcpStream(socket, StreamNumber.Of(_streams.Count), sends: _streams.Count >= parameters.IncomingStreams, parameters, block, time));
        foreach (TcpStream stream in _streams)
            stream.Start();
    }

    public void Omit() => _streams.ForEach(stream => stream.Omit());

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
}
