using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest;

/// <summary>On a desktop: <c>dotnet run --project UserApps/SelfTest -- [GROUP] [peer=ADDRESS:PORT]</c>. Exits with 0 if every test passed.</summary>
internal static class Program
{
    private const string PeerPrefix = "peer=";

    private static async Task<int> Main(string[] args)
    {
        SelfTestSettings settings = new();
        string? group = null;
        foreach (string argument in args)
        {
            if (argument.StartsWith(PeerPrefix, StringComparison.Ordinal))
                settings = settings with { EchoPeer = IPEndPoint.Parse(argument.AsSpan(PeerPrefix.Length)) };
            else
                group = argument;
        }

        SelfTestRunner runner = new(StandardSelfTests.Create(settings), TimeProvider.System);
        return await runner.RunAsync(group, Console.Out, CancellationToken.None) ? 0 : 1;
    }
}
