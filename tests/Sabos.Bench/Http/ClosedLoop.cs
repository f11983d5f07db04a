using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Http;

/// <summary>
/// A client that asks for exactly so many pages: each of its connections sends the next request when the answer to the one before is complete.
/// </summary>
internal sealed class ClosedLoop : IDisposable
{
    private const int HttpPort = 80;

    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(10);

    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[16384];
    private readonly List<Socket> _sockets = [];
    private readonly Dictionary<Socket, int> _received = [];
    private int _responseLength;

    private ClosedLoop(string page) => _request = Encoding.ASCII.GetBytes($"GET {page} HTTP/1.1\r\nHost: guest\r\n\r\n");

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">A connection was refused, or the first request was not answered.</exception>
    /// <exception cref="OperationCanceledException">A connection was neither accepted nor refused.</exception>
    public static async Task<ClosedLoop> ConnectAsync(RunningGuest guest, int connections)
    {
        ClosedLoop loop = new(guest.Guest.Page);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(guest.Machine.Ended);
        limit.CancelAfter(s_stall);
        try
        {
            for (int i = 0; i < connections; i++)
            {
                Socket socket = await guest.Network.ConnectAsync(HttpPort, limit.Token);
                socket.ReceiveTimeout = (int)s_stall.TotalMilliseconds;
                loop._sockets.Add(socket);
            }

            loop.LearnLength();
            return loop;
        }
        catch
        {
            loop.Dispose();
            throw;
        }
    }

    /// <summary>Sends requests and receives all answers.</summary>
    /// <exception cref="IOException">One was refused, or none came for ten seconds.</exception>
    public void Run(int requests)
    {
        int sent = 0;
        int answered = 0;
        foreach (Socket socket in _sockets)
        {
            _received[socket] = 0;
            if (sent++ < requests)
                socket.Send(_request);
        }

        while (answered < requests)
        {
            List<Socket> readable = [.. _sockets];
            Socket.Select(readable, null, null, s_stall);
            if (readable.Count == 0)
                throw new IOException($"No answer for {s_stall.TotalSeconds} s, after {answered} of {requests}");
            foreach (Socket socket in readable)
            {
                if (!IsComplete(socket))
                    continue;
                answered++;
                if (sent++ < requests)
                    socket.Send(_request);
            }
        }
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
    }

    private void LearnLength()
    {
        Socket socket = _sockets[0];
        socket.Send(_request);
        int received = 0;
        int? length = null;
        while (length is null || received < length)
        {
            int count = socket.Receive(_buffer, received, _buffer.Length - received, SocketFlags.None);
            if (count == 0)
                throw new IOException("The server closed a connection");
            received += count;
            length ??= ResponseLength(_buffer.AsSpan(0, received));
        }

        _responseLength = length.Value;
    }

    /// <summary>The length of a response, head and body, once all of its head is there.</summary>
    internal static int? ResponseLength(ReadOnlySpan<byte> beginning)
    {
        int end = beginning.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        foreach (string line in Encoding.ASCII.GetString(beginning[..end]).Split("\r\n"))
        {
            if (line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                return end + 4 + int.Parse(line.AsSpan("Content-Length: ".Length), CultureInfo.InvariantCulture);
        }

        throw new IOException("A response does not tell its length");
    }

    private bool IsComplete(Socket socket)
    {
        int received = socket.Receive(_buffer);
        if (received == 0)
            throw new IOException("The server closed a connection");
        if (_received[socket] == 0 && !_buffer.AsSpan(0, received).StartsWith("HTTP/1.1 200"u8))
            throw new IOException($"Refused: {Encoding.ASCII.GetString(_buffer, 0, received)}");
        _received[socket] += received;
        if (_received[socket] < _responseLength)
            return false;
        _received[socket] = 0;
        return true;
    }
}
