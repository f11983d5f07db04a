using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Sabos.Build.Engine;

/// <summary>The targets of a build class and the order in which they run.</summary>
internal sealed class TargetGraph
{
    // Two reads of one target property give equal delegates: same method, same instance.
    private readonly Dictionary<Target, TargetDefinition> _definitions = [];

    private TargetGraph()
    {
    }

    /// <summary>All targets, in the order of their declaration.</summary>
    public IReadOnlyList<TargetDefinition> Targets => [.. _definitions.Values];

    /// <summary>Reads the properties of type <see cref="Target"/> that <paramref name="build"/> declares.</summary>
    public static TargetGraph Of(object build)
    {
        TargetGraph graph = new();
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (PropertyInfo property in build.GetType().GetProperties(Declared))
        {
            if (property.PropertyType != typeof(Target))
                continue;
            Target target = (Target)property.GetValue(build)!;
            graph._definitions.Add(target, target(new TargetDefinition(property.Name)));
        }

        return graph;
    }

    /// <summary>
    /// The named targets with all they depend on, dependencies first, each once, otherwise in the order asked for.
    /// </summary>
    /// <exception cref="BuildException">A name is unknown, or targets depend on each other in a circle.</exception>
    public IReadOnlyList<TargetDefinition> Plan(IEnumerable<string> names)
    {
        List<TargetDefinition> plan = [];
        List<TargetDefinition> path = [];
        foreach (string name in names)
            Visit(Find(name), path, plan);
        return plan;
    }

    private void Visit(TargetDefinition definition, List<TargetDefinition> path, List<TargetDefinition> plan)
    {
        if (plan.Contains(definition))
            return;

        int start = path.IndexOf(definition);
        path.Add(definition);
        if (start >= 0)
            throw new BuildException($"Targets depend on each other: {string.Join(" -> ", path.Skip(start).Select(step => step.Name))}");

        foreach (Target dependency in definition.Dependencies)
            Visit(_definitions[dependency], path, plan);
        path.RemoveAt(path.Count - 1);
        plan.Add(definition);
    }

    private TargetDefinition Find(string name) =>
        _definitions.Values.FirstOrDefault(definition => definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BuildException($"There is no target '{name}'. Targets: {string.Join(", ", _definitions.Values.Select(target => target.Name))}");
}
