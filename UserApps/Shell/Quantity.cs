using System;
using System.Globalization;

namespace Sabos.Shell;

/// <summary>Quantities as people read them.</summary>
internal static class Quantity
{
    private const double Kibibyte = 1024;

    /// <summary>Bytes with one decimal, in the largest unit that leaves at least 1.</summary>
    public static string Bytes(long bytes)
    {
        ReadOnlySpan<string> units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (value >= Kibibyte && unit < units.Length - 1)
        {
            value /= Kibibyte;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{value:F1} {units[unit]}");
    }

    /// <summary>A length of time as days, hours, minutes and seconds.</summary>
    public static string Duration(TimeSpan time) => time.Days > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time:hh\\:mm\\:ss}")
        : time.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
