using System;

namespace Sabos.Image;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        Console.WriteLine($"sabos: hello, {arguments.Length} words");
        return 0;
    }
}
