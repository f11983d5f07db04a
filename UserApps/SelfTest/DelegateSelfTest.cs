using System;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest;

/// <summary>A self-test whose body is a method.</summary>
public sealed class DelegateSelfTest : ISelfTest
{
    /// <summary>What a test may take unless it says otherwise. Generous: under full load on an emulated machine nothing may fail for slowness alone.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly Func<CancellationToken, Task> _run;

    public DelegateSelfTest(string name, Func<CancellationToken, Task> run, TimeSpan? timeout = null)
    {
        Name = name;
        Timeout = timeout ?? DefaultTimeout;
        _run = run;
    }

    public DelegateSelfTest(string name, Action run, TimeSpan? timeout = null)
        : this(
            name,
            _ =>
            {
                run();
                return Task.CompletedTask;
            },
            timeout)
    {
    }

    public string Name { get; }

    public TimeSpan Timeout { get; }

    public Task RunAsync(CancellationToken cancellation) => _run(cancellation);
}
