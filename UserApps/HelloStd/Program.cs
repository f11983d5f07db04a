namespace Sabos.HelloStd;

internal static class Program
{
    private static void Main()
    {
    }
}
