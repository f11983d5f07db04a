using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>echo</c>: its arguments.</summary>
internal sealed class EchoCommand : ICommand
{
    public string Name => "echo";

    public string Usage => "[WORD...]";

    public string Summary => "print the words";

    public Task RunAsync(CommandContext context)
    {
        context.Output.WriteLine(string.Join(' ', context.Arguments));
        return Task.CompletedTask;
    }
}
