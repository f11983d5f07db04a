using System;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell.Terminals;

namespace Sabos.Shell;

/// <summary>The shell on a desktop's own terminal: <c>dotnet run --project UserApps/Shell</c>.</summary>
internal static class Program
{
    private static async Task Main()
    {
        using ShellSession session = new(new StandardTerminal(), new CommandTable(StandardCommands.Create(TimeProvider.System)));
        await session.RunAsync(CancellationToken.None);
    }
}
