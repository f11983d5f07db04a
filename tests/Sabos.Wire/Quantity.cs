using System;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Sabos.Wire;

/// <summary>Numbers with their units, as one writes them on a command line.</summary>
internal static class Quantity
{
    public delegate bool Parser<T>(string text, out T value);

    /// <summary>An option's only word, by a parser.</summary>
    public static T Parse<T>(ArgumentResult result, Parser<T> parser)
    {
        string text = result.Tokens[0].Value;
        if (!parser(text, out T value))
            result.AddError($"'{text}' is not understood");
        return value;
    }

    /// <summary>1% or 0.01.</summary>
    public static bool TryParseProbability(string text, out double value)
    {
        bool isPercent = text.EndsWith('%');
        bool understood = TryParseNumber(isPercent ? text[..^1] : text, out value);
        value = isPercent ? value / 100 : value;
        return understood && value is >= 0 and <= 1;
    }

    /// <summary>200us, 50ms or 1.5s.</summary>
    public static bool TryParseTime(string text, out TimeSpan value)
    {
        (int unit, double milliseconds) = text switch
        {
            _ when text.EndsWith("us", StringComparison.Ordinal) => (2, 0.001),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (2, 1),
            _ when text.EndsWith('s') => (1, 1000),
            _ => (0, 0),
        };
        bool understood = TryParseNumber(text[..^unit], out double number) && unit > 0 && number is >= 0 and <= 1e6;
        value = understood ? TimeSpan.FromMilliseconds(number * milliseconds) : default;
        return understood;
    }

    /// <summary>1500, 10K, 100M or 1G, where K is <paramref name="kilo"/>.</summary>
    public static bool TryParseSize(string text, int kilo, out long value)
    {
        int power = text.Length == 0 ? 0 : "KMG".IndexOf(text[^1], StringComparison.Ordinal) + 1;
        bool understood = TryParseNumber(power == 0 ? text : text[..^1], out double number) && number is >= 0 and <= 1e9;
        value = understood ? (long)(number * Math.Pow(kilo, power)) : 0;
        return understood;
    }

    private static bool TryParseNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
