using System.Threading.Tasks;

namespace Sabos.Shell;

/// <summary>A command of the shell.</summary>
public interface ICommand
{
    /// <summary>The word that calls it.</summary>
    string Name { get; }

    /// <summary>Its arguments as <c>help</c> and a usage error show them, such as <c>[-c COUNT] HOST</c>.</summary>
    string Usage { get; }

    /// <summary>What it does, in a few words.</summary>
    string Summary { get; }

    /// <summary>How it is called.</summary>
    string Synopsis => Usage.Length == 0 ? Name : $"{Name} {Usage}";

    /// <summary>
    /// Runs it. It must not block its thread for long: it awaits. Whatever it throws is told to the user in one line;
    /// <see cref="UsageException"/> also shows how to call it.
    /// </summary>
    Task RunAsync(CommandContext context);
}
