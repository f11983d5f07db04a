using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Spectre.Console;

namespace Sabos.Build.Engine;

/// <summary>Runs a plan: a rule before each target, its time, a table at the end. Stops at the first failure.</summary>
internal sealed class Execution(IAnsiConsole console, TimeProvider time)
{
    private enum Status
    {
        NotRun,
        Succeeded,
        Failed,
    }

    /// <summary>Runs the targets in order and returns whether all succeeded.</summary>
    public bool Run(IReadOnlyList<TargetDefinition> plan)
    {
        List<(TargetDefinition Target, Status Status, TimeSpan Duration)> outcomes = [];
        bool succeeded = true;
        foreach (TargetDefinition target in plan)
        {
            if (!succeeded)
            {
                outcomes.Add((target, Status.NotRun, TimeSpan.Zero));
                continue;
            }

            long start = time.GetTimestamp();
            succeeded = Run(target);
            outcomes.Add((target, succeeded ? Status.Succeeded : Status.Failed, time.GetElapsedTime(start)));
        }

        WriteSummary(outcomes);
        return succeeded;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a target throws is its failure, reported here.")]
    private bool Run(TargetDefinition target)
    {
        console.Write(new Rule($"[bold]{Markup.Escape(target.Name)}[/]") { Justification = Justify.Left });
        try
        {
            foreach (Action action in target.Actions)
                action();
            return true;
        }
        catch (BuildException failure)
        {
            console.MarkupLineInterpolated($"[red]{failure.Message}[/]");
        }
        catch (Exception failure)
        {
            console.WriteException(failure);
        }

        return false;
    }

    private void WriteSummary(IEnumerable<(TargetDefinition Target, Status Status, TimeSpan Duration)> outcomes)
    {
        Table table = new() { Border = TableBorder.Minimal };
        table.AddColumns("Target", "Outcome", "Seconds");
        foreach ((TargetDefinition target, Status status, TimeSpan duration) in outcomes)
        {
            table.AddRow(
                Markup.Escape(target.Name),
                status switch
                {
                    Status.Succeeded => "[green]succeeded[/]",
                    Status.Failed => "[red]failed[/]",
                    _ => "not run",
                },
                status == Status.NotRun ? "" : duration.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture));
        }

        console.Write(table);
    }
}
