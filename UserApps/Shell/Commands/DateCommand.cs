using System;
using System.Globalization;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>date</c>: the wall clock.</summary>
internal sealed class DateCommand(TimeProvider time) : ICommand
{
    public string Name => "date";

    public string Usage => "";

    public string Summary => "the date and time, UTC";

    public Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();
        context.Output.WriteLine(time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }
}
