using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Hal;
using Sabos.Net;

namespace Sabos.Sockets.Conformance;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        byte[] seed = new byte[32];
        new System.Random(1).NextBytes(seed);
        NetworkStack stack = new(new StackOptions { Seed = seed });
        using EventWord word = new();
        NetworkLoop loop = new(stack, word);
        SocketSystem.Serve(loop);
        loop.Start();

        using UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 5000));
        using UdpClient client = new();
        await client.SendAsync(new byte[] { 1, 2, 3 }, new IPEndPoint(IPAddress.Loopback, 5000));
        UdpReceiveResult got = await server.ReceiveAsync();
        Console.WriteLine($"{got.Buffer.Length} from {got.RemoteEndPoint}");
        return 0;
    }
}
