namespace Sabos.Shell;

internal static class Program
{
    private static void Main()
    {
    }
}
