using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell;

namespace Sabos.Telnetd;

/// <summary>The server on a desktop: <c>dotnet run --project UserApps/Telnetd -- [PORT]</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        int port = 2323;
        if (args.Length > 1 || (args.Length == 1 && !(int.TryParse(args[0], out port) && port is >= 0 and <= IPEndPoint.MaxPort)))
        {
            await Console.Error.WriteLineAsync("usage: telnetd [PORT]");
            return 2;
        }

        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };

        TelnetServerOptions options = new();
        options = options with { EndPoint = new IPEndPoint(options.EndPoint.Address, port) };
        using TelnetServer server = new(options, new CommandTable(StandardCommands.Create(TimeProvider.System)), TimeProvider.System);
        server.Start();
        Console.WriteLine($"telnetd: listening on {server.EndPoint}");
        await server.RunAsync(stop.Token);
        return 0;
    }
}
