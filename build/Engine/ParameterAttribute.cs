using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Sabos.Build.Engine;

/// <summary>A property of the build that the command line sets: <c>HttpPort</c> is <c>--http-port</c>; its initial value is the default.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class ParameterAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>An option for each parameter of the build, with what stores its value.</summary>
    public static IReadOnlyList<(Option Option, Action<ParseResult> Store)> OptionsOf(object build) =>
        [.. from property in build.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            let parameter = property.GetCustomAttribute<ParameterAttribute>()
            where parameter is not null
            select OptionFor(build, property, parameter.Description)];

    private static (Option Option, Action<ParseResult> Store) OptionFor(object build, PropertyInfo property, string description) =>
        property.PropertyType == typeof(int) ? OptionFor<int>(build, property, description)
        : property.PropertyType == typeof(string) ? OptionFor<string>(build, property, description)
        : throw new NotSupportedException($"{property.Name}: a parameter is an int or a string");

    private static (Option Option, Action<ParseResult> Store) OptionFor<T>(object build, PropertyInfo property, string description)
    {
        Option<T> option = new($"--{UpperCaseInside().Replace(property.Name, "-").ToLowerInvariant()}")
        {
            Description = description,
            DefaultValueFactory = _ => (T)property.GetValue(build)!,
        };
        return (option, parsed => property.SetValue(build, parsed.GetValue(option)));
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex UpperCaseInside();
}
