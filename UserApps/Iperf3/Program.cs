using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Iperf3;

/// <summary>The server on a desktop: <c>dotnet run --project UserApps/Iperf3 -- [PORT]</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        int port = 5201;
        if (args.Length > 1 || (args.Length == 1 && !(int.TryParse(args[0], out port) && port is >= 0 and <= IPEndPoint.MaxPort)))
        {
            await Console.Error.WriteLineAsync("usage: iperf3 [PORT]");
            return 2;
        }

        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };

        Iperf3ServerOptions options = new();
        options = options with { EndPoint = new IPEndPoint(options.EndPoint.Address, port) };
        using Iperf3Server server = new(options, TimeProvider.System);
        server.Start();
        Console.WriteLine($"iperf3: listening on {server.EndPoint}");
        await server.RunAsync(stop.Token);
        return 0;
    }
}
