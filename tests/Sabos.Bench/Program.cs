using System.Threading.Tasks;

namespace Sabos.Bench;

/// <summary>The benchmark: <c>./build.sh Bench</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => new BenchCommand().Parse(args).InvokeAsync();
}
