namespace Sabos.Core.Time;

/// <summary>Conversion between rates.</summary>
internal static class Ratio
{
    /// <summary>value * numerator / denominator for products beyond 64 bits, as long as numerator * denominator stays within.</summary>
    public static ulong Scale(ulong value, ulong numerator, ulong denominator) =>
        (value / denominator * numerator) + (value % denominator * numerator / denominator);
}
