using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Transfer;

/// <summary>The server on a desktop: <c>dotnet run --project UserApps/Transfer -- [PORT]</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        TransferServerOptions options = new();
        int port = options.EndPoint.Port;
        if (args.Length > 1 || (args.Length == 1 && !(int.TryParse(args[0], out port) && port is >= 0 and <= IPEndPoint.MaxPort)))
        {
            await Console.Error.WriteLineAsync("usage: transfer [PORT]");
            return 2;
        }

        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };

        using TransferServer server = new(options with { EndPoint = new IPEndPoint(options.EndPoint.Address, port) }, TimeProvider.System);
        server.Start();
        Console.WriteLine($"transfer: listening on {server.EndPoint}");
        await server.RunAsync(stop.Token);
        return 0;
    }
}
