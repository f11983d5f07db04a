using System;
using System.Threading.Tasks;
using Sabos.Shell;

namespace Sabos.Image;

/// <summary><c>poweroff</c>: gives the network's leases back and ends the program, and with it the machine.</summary>
internal sealed class PowerOffCommand(Network network) : ICommand
{
    public string Name => "poweroff";

    public string Usage => "";

    public string Summary => "switch the machine off";

    public async Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();
        await network.LeaveAsync();
        Environment.Exit(0);
    }
}
