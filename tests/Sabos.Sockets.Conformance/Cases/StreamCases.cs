using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>Data through TCP connections.</summary>
internal static class StreamCases
{
    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("stream.echo", Echo),
        new("stream.echo-async", EchoAsync),
        new("stream.bulk", BulkAsync),
        ConformanceCase.Blocking("stream.half-close", HalfClose),
        ConformanceCase.Blocking("stream.peek", Peek),
        ConformanceCase.Blocking("stream.scattered", Scattered),
        new("stream.send-file", SendFileAsync),
        new("stream.zero-byte-receive", ZeroByteReceiveAsync),
        new("stream.back-pressure", BackPressureAsync),
        new("stream.parallel", ParallelAsync),
        ConformanceCase.Blocking("stream.network-stream", NetworkStreamCopies),
        ConformanceCase.Blocking("stream.no-allocation", NoAllocation),
    ];

    private static void Echo(Transcript transcript)
    {
        using SocketPair pair = new();
        byte[] buffer = new byte[16];
        transcript.Note("sent", pair.Client.Send("hello"u8));
        transcript.Note("received", pair.Server.Receive(buffer));
        transcript.Note("returned", pair.Server.Send(buffer.AsSpan(0, 5)));
        transcript.Note("text", Encoding.ASCII.GetString(buffer, 0, pair.Client.Receive(buffer)));
    }

    private static async Task EchoAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        byte[] buffer = new byte[16];
        ValueTask<int> received = pair.Server.ReceiveAsync(buffer.AsMemory());
        transcript.Note("at once", received.IsCompleted);
        transcript.Note("sent", await pair.Client.SendAsync("hello"u8.ToArray()));
        transcript.Note("received", await received);
    }

    private static async Task BulkAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        byte[] data = new byte[4 << 20];
        new Random(7).NextBytes(data);
        Task sending = Task.Run(() =>
        {
            pair.Client.Send(data);
            pair.Client.Shutdown(SocketShutdown.Send);
        });
        uint sum = 2_166_136_261; // FNV-1a
        byte[] buffer = new byte[30_000];
        long total = 0;
        int received;
        while ((received = await pair.Server.ReceiveAsync(buffer)) > 0)
        {
            foreach (byte value in buffer.AsSpan(0, received))
                sum = (sum ^ value) * 16_777_619;
            total += received;
        }

        await sending;
        transcript.Note("bytes", total);
        transcript.Note("sum", sum);
    }

    private static void HalfClose(Transcript transcript)
    {
        using SocketPair pair = new();
        byte[] buffer = new byte[16];
        pair.Client.Send("request"u8);
        pair.Client.Shutdown(SocketShutdown.Send);
        transcript.Note("request", pair.Server.Receive(buffer));
        transcript.Note("end", pair.Server.Receive(buffer));
        transcript.Note("answer", pair.Server.Send("answer"u8));
        pair.Server.Shutdown(SocketShutdown.Send);
        transcript.Note("answered", pair.Client.Receive(buffer));
        transcript.Note("ended", pair.Client.Receive(buffer));
        transcript.Try("send after shutdown", () => pair.Client.Send("more"u8));
    }

    private static void Peek(Transcript transcript)
    {
        using SocketPair pair = new();
        byte[] buffer = new byte[16];
        pair.Client.Send("abc"u8);
        transcript.Note("peeked", pair.Server.Receive(buffer, SocketFlags.Peek));
        transcript.Note("available", pair.Server.Available);
        transcript.Note("received", pair.Server.Receive(buffer));
        transcript.Note("left", pair.Server.Available);
    }

    private static void Scattered(Transcript transcript)
    {
        using SocketPair pair = new();
        transcript.Note("sent", pair.Client.Send(new ArraySegment<byte>[] { new("abc"u8.ToArray()), new("defgh"u8.ToArray()) }));
        byte[] first = new byte[5];
        byte[] second = new byte[8];
        transcript.Note("received", pair.Server.Receive(new ArraySegment<byte>[] { new(first), new(second) }));
        transcript.Note("first", Encoding.ASCII.GetString(first));
        transcript.Note("second", Encoding.ASCII.GetString(second, 0, 3));
    }

    private static async Task SendFileAsync(Transcript transcript)
    {
        string file = System.IO.Path.GetTempFileName();
        try
        {
            await System.IO.File.WriteAllTextAsync(file, "content of a file");
            using SocketPair pair = new();
            byte[] buffer = new byte[64];
            pair.Client.SendFile(file, "<"u8, ">"u8, TransmitFileOptions.UseDefaultWorkerThread);
            pair.Client.Shutdown(SocketShutdown.Send);
            StringBuilder text = new();
            int received;
            while ((received = await pair.Server.ReceiveAsync(buffer)) > 0)
                text.Append(Encoding.ASCII.GetString(buffer, 0, received));
            transcript.Note("text", text);
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    private static async Task ZeroByteReceiveAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        ValueTask<int> waiting = pair.Server.ReceiveAsync(Memory<byte>.Empty);
        transcript.Note("at once", waiting.IsCompleted);
        pair.Client.Send("x"u8);
        transcript.Note("received", await waiting);
        transcript.Note("available", pair.Server.Available);
    }

    /// <summary>A sender that nobody reads from is stopped, and goes on when somebody does.</summary>
    private static async Task BackPressureAsync(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Client.Blocking = false;
        byte[] block = new byte[16_384];
        long sent = 0;
        string outcome;
        bool isWritable;
        do
        {
            outcome = Transcript.Outcome(() => sent += pair.Client.Send(block));

            // What was sent last may still be moving to the receiver, and its buffer grow.
            isWritable = outcome == "ok" || pair.Client.Poll(300_000, SelectMode.SelectWrite);
        }
        while (isWritable && sent < 1 << 30);
        transcript.Note("stopped by", outcome);
        transcript.Note("writable", isWritable);

        long received = 0;
        while (received < sent)
            received += await pair.Server.ReceiveAsync(block);
        transcript.Note("all received", received == sent);
        transcript.Note("writable again", pair.Client.Poll(10_000_000, SelectMode.SelectWrite));
    }

    private static async Task ParallelAsync(Transcript transcript)
    {
        const int Connections = 200;
        using Socket listener = SocketPair.Listen(Connections);
        Task serving = Task.Run(async () =>
        {
            for (int i = 0; i < Connections; i++)
                _ = ServeAsync(await listener.AcceptAsync());
        });
        Task<bool>[] clients = new Task<bool>[Connections];
        for (int i = 0; i < Connections; i++)
            clients[i] = AskAsync((IPEndPoint)listener.LocalEndPoint!, i);
        bool[] answers = await Task.WhenAll(clients);
        await serving;
        transcript.Note("answered", Array.FindAll(answers, answer => answer).Length);

        static async Task ServeAsync(Socket socket)
        {
            using (socket)
            {
                byte[] buffer = new byte[64];
                int received;
                while ((received = await socket.ReceiveAsync(buffer)) > 0)
                    await socket.SendAsync(buffer.AsMemory(0, received));
            }
        }

        static async Task<bool> AskAsync(IPEndPoint server, int number)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server);
            byte[] buffer = new byte[sizeof(int)];
            for (int round = 0; round < 5; round++)
            {
                await socket.SendAsync(BitConverter.GetBytes(number + round));
                int received = 0;
                while (received < buffer.Length)
                    received += await socket.ReceiveAsync(buffer.AsMemory(received));
                if (BitConverter.ToInt32(buffer) != number + round)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Once warm, neither the calls nor whatever works beneath them allocates.</summary>
    private static void NoAllocation(Transcript transcript)
    {
        const int Rounds = 2_000;
        const int Noise = 16 * Rounds; // less than the smallest object a round
        using SocketPair pair = new();
        byte[] buffer = new byte[64];
        Exchange(pair, buffer, Rounds);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Exchange(pair, buffer, Rounds);
        transcript.Note("allocates", GC.GetTotalAllocatedBytes(precise: true) - before > Noise);

        static void Exchange(SocketPair pair, byte[] buffer, int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                pair.Client.Send(buffer);
                pair.Server.Receive(buffer);
                pair.Server.Send(buffer);
                pair.Client.Receive(buffer);
            }
        }
    }

    private static void NetworkStreamCopies(Transcript transcript)
    {
        using SocketPair pair = new();
        using NetworkStream writer = new(pair.Client, ownsSocket: false);
        using NetworkStream reader = new(pair.Server, ownsSocket: false);
        writer.WriteTimeout = 10_000;
        reader.ReadTimeout = 10_000;
        writer.Write("line\n"u8);
        byte[] buffer = new byte[5];
        reader.ReadExactly(buffer);
        transcript.Note("read", Encoding.ASCII.GetString(buffer).TrimEnd());
        reader.ReadTimeout = 50;
        transcript.Try("read timeout", () => reader.ReadByte());
    }
}
