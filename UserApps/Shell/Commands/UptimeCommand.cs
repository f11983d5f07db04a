using System;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>uptime</c>: how long the machine has run.</summary>
internal sealed class UptimeCommand : ICommand
{
    public string Name => "uptime";

    public string Usage => "";

    public string Summary => "how long the machine has run";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();
        context.Output.WriteLine($"up {Quantity.Duration(TimeSpan.FromMilliseconds(Environment.TickCount64))}");
        return Task.CompletedTask;
    }
}
