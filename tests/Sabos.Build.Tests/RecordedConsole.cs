using System.IO;
using System.Text;
using Spectre.Console;

namespace Sabos.Build.Tests;

/// <summary>A console that keeps what is written, as plain text of 120 columns.</summary>
internal sealed class RecordedConsole
{
    private readonly StringBuilder _text = new();

    public RecordedConsole()
    {
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(new StringWriter(_text)) });
        Console.Profile.Width = 120;
    }

    public IAnsiConsole Console { get; }

    public string Text => _text.ToString();
}
