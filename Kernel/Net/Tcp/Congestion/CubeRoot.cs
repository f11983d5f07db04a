namespace Sabos.Net;

/// <summary>The cube root, the same on every machine, which the C library's is not.</summary>
internal static class CubeRoot
{
    private const int ResultBits = 21;

    /// <summary>The largest number whose cube is not above <paramref name="value"/>, which is not negative.</summary>
    public static long Floor(long value)
    {
        long root = 0;
        for (long bit = 1L << (ResultBits - 1); bit > 0; bit >>= 1)
        {
            long larger = root | bit;
            if (larger * larger * larger <= value)
            {
                root = larger;
            }
        }

        return root;
    }
}
