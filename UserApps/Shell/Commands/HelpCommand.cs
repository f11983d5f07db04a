using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>help</c>: the commands there are.</summary>
internal sealed class HelpCommand(CommandTable commands) : ICommand
{
    public string Name => "help";

    public string Usage => "[COMMAND]";

    public string Summary => "list the commands, or tell the arguments of one";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 1)
            throw new UsageException();

        if (context.Arguments.Count == 1)
        {
            ICommand command = commands.Find(context.Arguments[0]) ?? throw new UsageException($"no command {context.Arguments[0]}");
            context.Output.WriteLine(command.Synopsis);
            context.Output.WriteLine($"    {command.Summary}");
            return Task.CompletedTask;
        }

        TextTable table = new("COMMAND", "DOES");
        foreach (ICommand command in commands.All)
            table.Add(command.Name, command.Summary);
        table.WriteTo(context.Output);
        context.Output.WriteLine("help COMMAND tells its arguments; ^C ends a command, ^D the session.");
        return Task.CompletedTask;
    }
}
