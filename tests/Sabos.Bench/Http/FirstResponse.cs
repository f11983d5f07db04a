using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Testbed;

namespace Sabos.Bench.Http;

/// <summary>Waits until a machine that has been started answers a request.</summary>
internal static class FirstResponse
{
    private const int HttpPort = 80;

    // A SYN that nobody answers would be sent again after a second only; so each attempt is a new connection.
    private static readonly TimeSpan s_attempt = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_response = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the machine has answered with 200.</summary>
    /// <exception cref="IOException">The machine has ended, by itself or at its deadline, or has not answered for a minute.</exception>
    public static async Task WaitAsync(QemuMachine machine, string page)
    {
        long before = Stopwatch.GetTimestamp();
        byte[] request = Encoding.ASCII.GetBytes($"GET {page} HTTP/1.1\r\nHost: guest\r\nConnection: close\r\n\r\n");
        while (!machine.Ended.IsCancellationRequested && Stopwatch.GetElapsedTime(before) < s_patience)
        {
            using Socket socket = machine.Network.CreateSocket();
            if (await ConnectsAsync(socket, machine) && await AnswersAsync(socket, request, machine.Ended))
                return;
        }

        throw new IOException($"No answer. The console: {machine.Console.Text}");
    }

    private static async Task<bool> ConnectsAsync(Socket socket, QemuMachine machine)
    {
        Task pause = Task.Delay(s_attempt, CancellationToken.None);
        using CancellationTokenSource attempt = CancellationTokenSource.CreateLinkedTokenSource(machine.Ended);
        attempt.CancelAfter(s_attempt);
        try
        {
            await socket.ConnectAsync(machine.Network.EndPointOf(HttpPort), attempt.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            await pause; // refused at once: nobody listens yet
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(Socket socket, byte[] request, CancellationToken ended)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
        limit.CancelAfter(s_response);
        byte[] status = new byte["HTTP/1.1 200".Length];
        try
        {
            await socket.SendAsync(request, limit.Token);
            int length = 0;
            while (length < status.Length)
            {
                int received = await socket.ReceiveAsync(status.AsMemory(length), limit.Token);
                if (received == 0)
                    return false;
                length += received;
            }

            return status.AsSpan().SequenceEqual("HTTP/1.1 200"u8);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
