using System;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell;

namespace Sabos.SelfTest;

/// <summary><c>selftest</c>: runs the self-tests from the shell, one run at a time.</summary>
public sealed class SelfTestCommand(Lazy<SelfTestRunner> tests) : ICommand
{
    private int _isRunning;

    public string Name => "selftest";

    public string Usage => "[GROUP]";

    public string Summary => "run the self-tests";

    public async Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 1)
            throw new UsageException();
        SelfTestRunner runner = tests.Value;
        string? group = context.Arguments.Count == 1 ? context.Arguments[0] : null;
        if (group is not null && !runner.HasGroup(group))
            throw new UsageException($"the groups are {string.Join(", ", runner.Groups)}");
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
            throw new UsageException("the self-tests are already running");

        try
        {
            await runner.RunAsync(group, context.Output, context.Cancellation).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }
}
