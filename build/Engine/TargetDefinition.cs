using System;
using System.Collections.Generic;

namespace Sabos.Build.Engine;

/// <summary>A step of the build, written as in Nuke: <c>Target Iso => _ => _.DependsOn(Compile).Executes(...)</c>.</summary>
internal delegate TargetDefinition Target(TargetDefinition definition);

/// <summary>What a <see cref="Target"/> declares: its description, what it waits for, and what it does.</summary>
internal sealed class TargetDefinition(string name)
{
    private readonly List<Target> _dependencies = [];
    private readonly List<Action> _actions = [];

    public string Name { get; } = name;

    public string Text { get; private set; } = "";

    public IReadOnlyList<Target> Dependencies => _dependencies;

    public IReadOnlyList<Action> Actions => _actions;

    /// <summary>One line for <c>--help</c>.</summary>
    public TargetDefinition Description(string description)
    {
        Text = description;
        return this;
    }

    /// <summary>Targets that run first, in this order.</summary>
    public TargetDefinition DependsOn(params Target[] targets)
    {
        _dependencies.AddRange(targets);
        return this;
    }

    /// <summary>The work; it fails by throwing.</summary>
    public TargetDefinition Executes(Action action)
    {
        _actions.Add(action);
        return this;
    }
}
