using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class AllocationTests
{
    private const int Warmup = 2000;
    private const int Rounds = 5;
    private const int RequestsPerRound = 2000;

    // One object a request would be 48,000 bytes in every round. What the runtime and the test runner allocate beside comes in some rounds only.
    private const long Allowance = 10_000;

    [Fact]
    [SuppressMessage("Performance", "CA1849:Call async methods when in an async method", Justification = "A client that allocates nothing.")]
    public async Task Serve_WarmConnection_AllocatesNothingPerRequest()
    {
        await using LoopbackServer server = new(new HttpServerOptions());

        // Connected by a blocking call, the client's own sends and receives are plain system calls.
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(server.Server.EndPoint);

        await Task.Run(() => Exchange(client, Warmup));
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await Task.Run(() => Exchange(client, RequestsPerRound));
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(Warmup + (Rounds * RequestsPerRound), server.Server.Statistics.Requests);
        Assert.InRange(least, 0, Allowance);
    }

    private static void Exchange(Socket client, int requests)
    {
        ReadOnlySpan<byte> request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8;
        Span<byte> response = stackalloc byte[1024];
        for (int i = 0; i < requests; i++)
        {
            client.Send(request);
            int length = 0;
            while (!response[..length].EndsWith("hello"u8))
                length += client.Receive(response[length..]);
        }
    }
}
