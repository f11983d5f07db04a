using System;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd;

/// <summary>On a desktop: <c>dotnet run --project UserApps/HelloStd -- [-4|-6] [NAME]</c>. Exits with 0 if every step passed.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        NetworkExerciseOptions options = new();
        foreach (string argument in args)
        {
            options = argument switch
            {
                "-4" => options with { Ipv6 = false },
                "-6" => options with { Ipv4 = false },
                _ => options with { Name = argument },
            };
        }

        return await new NetworkExercise(options, Console.Out).RunAsync(CancellationToken.None) ? 0 : 1;
    }
}
