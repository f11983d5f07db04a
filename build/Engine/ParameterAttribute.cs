using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Sabos.Build.Engine;

/// <summary>A property of the build that the command line sets: <c>HttpPort</c> is <c>--http-port</c>; its initial value is the default.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class ParameterAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>The greatest value of a number; the least is 1.</summary>
    public int Most { get; init; } = int.MaxValue;

    private string Range => Most == int.MaxValue ? "at least 1" : $"from 1 to {Most}";

    /// <summary>An option for each parameter of the build, with what stores its value.</summary>
    public static IReadOnlyList<(Option Option, Action<ParseResult> Store)> OptionsOf(object build) =>
        [.. from property in build.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            let parameter = property.GetCustomAttribute<ParameterAttribute>()
            where parameter is not null
            select OptionFor(build, property, parameter)];

    private static (Option Option, Action<ParseResult> Store) OptionFor(object build, PropertyInfo property, ParameterAttribute parameter)
    {
        if (property.PropertyType == typeof(string))
            return Stored(property, build, OptionFor<string>(build, property, parameter));
        if (property.PropertyType != typeof(int))
            throw new NotSupportedException($"{property.Name}: a parameter is an int or a string");

        Option<int> option = OptionFor<int>(build, property, parameter);
        option.Validators.Add(parsed =>
        {
            // What is no number at all is told by the parser itself.
            if (int.TryParse(parsed.Tokens is [var token] ? token.Value : null, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && (value < 1 || value > parameter.Most))
            {
                parsed.AddError($"{option.Name} is {parameter.Range}, not {value}.");
            }
        });
        return Stored(property, build, option);
    }

    private static Option<T> OptionFor<T>(object build, PropertyInfo property, ParameterAttribute parameter) =>
        new($"--{UpperCaseInside().Replace(property.Name, "-").ToLowerInvariant()}")
        {
            Description = parameter.Description,
            DefaultValueFactory = _ => (T)property.GetValue(build)!,
        };

    private static (Option Option, Action<ParseResult> Store) Stored<T>(PropertyInfo property, object build, Option<T> option) =>
        (option, parsed => property.SetValue(build, parsed.GetValue(option)));

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex UpperCaseInside();
}
