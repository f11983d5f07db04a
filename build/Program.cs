using System;
using Sabos.Build;
using Spectre.Console;

IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
return new SabosBuild(console).Execute(args, defaultTarget: "Iso");
