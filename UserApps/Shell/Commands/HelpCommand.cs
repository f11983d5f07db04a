using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>help</c>: the commands there are.</summary>
internal sealed class HelpCommand(CommandTable commands) : ICommand
{
    public string Name => "help";

    public string Usage => "[COMMAND]";

    public string Summary => "list the commands";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 1)
            throw new UsageException();

        if (context.Arguments.Count == 1)
        {
            ICommand command = commands.Find(context.Arguments[0]) ?? throw new UsageException($"no command {context.Arguments[0]}");
            context.Output.WriteLine($"{command.Name} {command.Usage}".TrimEnd());
            context.Output.WriteLine($"    {command.Summary}");
            return Task.CompletedTask;
        }

        TextTable table = new("COMMAND", "DOES");
        foreach (ICommand command in commands.All)
            table.Add($"{command.Name} {command.Usage}", command.Summary);
        table.WriteTo(context.Output);
        return Task.CompletedTask;
    }
}
