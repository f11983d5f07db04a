namespace Sabos.SelfTest;

internal static class Program
{
    private static void Main()
    {
    }
}
