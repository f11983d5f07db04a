using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>exit</c>: the end of the session.</summary>
internal sealed class ExitCommand : ICommand
{
    public string Name => "exit";

    public string Usage => "";

    public string Summary => "end the session";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();
        context.EndsSession = true;
        return Task.CompletedTask;
    }
}
