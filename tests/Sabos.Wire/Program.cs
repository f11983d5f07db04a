using System.Threading.Tasks;

namespace Sabos.Wire;

/// <summary>The wire as a program: <c>dotnet run --project tests/Sabos.Wire -- --loss 1% --delay 50ms --rate 100M</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => new WireCommand().Parse(args).InvokeAsync();
}
