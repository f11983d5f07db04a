using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Http;

/// <summary>A client that asks for exactly so many pages, each on a connection of its own, which the server closes.</summary>
internal static class NewConnections
{
    private const int HttpPort = 80;

    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(30);

    /// <summary>Sends requests, so many at a time, and receives all answers.</summary>
    /// <exception cref="IOException">One was refused.</exception>
    /// <exception cref="SocketException">A connection was refused, or reset.</exception>
    /// <exception cref="OperationCanceledException">The answers did not all come within thirty seconds.</exception>
    public static async Task RunAsync(RunningGuest guest, int requests, int atATime)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(guest.Machine.Ended);
        limit.CancelAfter(s_stall);
        byte[] request = Encoding.ASCII.GetBytes($"GET {guest.Guest.Page} HTTP/1.1\r\nHost: guest\r\nConnection: close\r\n\r\n");
        int left = requests;
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(async _ =>
        {
            byte[] buffer = new byte[16384];
            while (Interlocked.Decrement(ref left) >= 0)
                await AskAsync(guest, request, buffer, limit.Token);
        }));
    }

    private static async Task AskAsync(RunningGuest guest, byte[] request, byte[] buffer, CancellationToken cancellation)
    {
        using Socket socket = await guest.Network.ConnectAsync(HttpPort, cancellation);
        await socket.SendAsync(request, cancellation);
        int received = await socket.ReceiveAsync(buffer, cancellation);
        if (!buffer.AsSpan(0, received).StartsWith("HTTP/1.1 200"u8))
            throw new IOException($"Refused: {Encoding.ASCII.GetString(buffer, 0, received)}");
        while (received > 0)
            received = await socket.ReceiveAsync(buffer, cancellation);
    }
}
