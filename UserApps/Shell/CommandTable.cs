using System;
using System.Collections.Generic;
using Sabos.Shell.Commands;

namespace Sabos.Shell;

/// <summary>The commands of a shell by name; of two with one name the later counts. <c>help</c> and <c>exit</c> are always there.</summary>
public sealed class CommandTable
{
    private readonly SortedDictionary<string, ICommand> _commands = new(StringComparer.Ordinal);

    public CommandTable(IEnumerable<ICommand> commands)
    {
        Add(new HelpCommand(this));
        Add(new ExitCommand());
        foreach (ICommand command in commands)
            Add(command);
    }

    /// <summary>All commands, ordered by name.</summary>
    public IReadOnlyCollection<ICommand> All => _commands.Values;

    public ICommand? Find(string name) => _commands.GetValueOrDefault(name);

    private void Add(ICommand command) => _commands[command.Name] = command;
}
