using System;
using System.Threading.Tasks;
using Sabos.Shell;

namespace Sabos.Image;

/// <summary><c>poweroff</c>: ends the program, and with it the machine.</summary>
internal sealed class PowerOffCommand : ICommand
{
    public string Name => "poweroff";

    public string Usage => "";

    public string Summary => "switch the machine off";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();
        Environment.Exit(0);
        return Task.CompletedTask;
    }
}
