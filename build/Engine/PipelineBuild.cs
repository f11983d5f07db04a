using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace Sabos.Build.Engine;

/// <summary>A build: its properties of type <see cref="Target"/> are what the command line may ask for.</summary>
internal abstract class PipelineBuild
{
    private readonly List<string> _closingLines = [];

    protected PipelineBuild(IAnsiConsole console)
    {
        Console = console;
        Process = new ExternalProcess(console, RootDirectory);
    }

    /// <summary>The repository: the nearest directory above the program that holds the solution.</summary>
    protected string RootDirectory { get; } = FindRoot();

    /// <summary>Whether this is an automatic run, which changes no sources.</summary>
    protected static bool IsServerBuild => Environment.GetEnvironmentVariable("CI") == "true";

    protected IAnsiConsole Console { get; }

    protected ExternalProcess Process { get; }

    /// <summary>Parses the command line, runs the targets it names (without any: <paramref name="defaultTarget"/>) and returns the exit code.</summary>
    public int Execute(string[] arguments, string defaultTarget)
    {
        TargetGraph graph = TargetGraph.Of(this);
        Argument<string[]> targets = new("target")
        {
            Description = "What to do, with all it depends on",
            DefaultValueFactory = _ => [defaultTarget],
        };
        targets.Validators.Add(static parsed =>
        {
            // The parser takes what is no option of ours for one more target.
            foreach (Token token in parsed.Tokens.Where(token => token.Value.StartsWith('-')))
                parsed.AddError($"There is no option '{token.Value}'.");
        });
        RootCommand command = new("Builds, runs and tests Sabos.") { targets };
        var parameters = ParameterAttribute.OptionsOf(this);
        foreach ((Option option, _) in parameters)
            command.Options.Add(option);
        foreach (Option option in command.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
                option.Action = new HelpWithTargets(help, graph, Console);
        }

        command.SetAction(parsed =>
        {
            foreach ((_, Action<ParseResult> store) in parameters)
                store(parsed);
            return Run(graph, parsed.GetValue(targets)!);
        });
        TextWriter writer = Console.Profile.Out.Writer;
        return command.Parse(arguments).Invoke(new InvocationConfiguration { Output = writer, Error = writer });
    }

    /// <summary>Adds a line that is printed after everything else.</summary>
    protected void ReportAtEnd(string line) => _closingLines.Add(line);

    private int Run(TargetGraph graph, string[] names)
    {
        bool succeeded;
        try
        {
            succeeded = new Execution(Console, TimeProvider.System).Run(graph.Plan(names));
        }
        catch (BuildException failure)
        {
            Console.MarkupLineInterpolated($"[red]{failure.Message}[/]");
            succeeded = false;
        }

        foreach (string line in _closingLines)
            Console.WriteLine(line);
        return succeeded ? 0 : 1;
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Sabos.Cosmos.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new BuildException($"No Sabos.Cosmos.sln above {AppContext.BaseDirectory}");
    }

    private sealed class HelpWithTargets(HelpAction help, TargetGraph graph, IAnsiConsole console) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int result = help.Invoke(parseResult);
            console.WriteLine("Targets:");
            Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
            foreach (TargetDefinition target in graph.Targets)
                grid.AddRow(Markup.Escape(target.Name), Markup.Escape(target.Text));
            console.Write(grid);
            return result;
        }
    }
}
