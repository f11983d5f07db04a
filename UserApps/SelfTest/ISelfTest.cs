using System;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest;

/// <summary>
/// One self-test. The whole contract: it has a name, a limit, and it throws when something is wrong; the exception's message is the reason
/// that is printed. Most are made by <see cref="DelegateSelfTest"/>.
/// </summary>
public interface ISelfTest
{
    /// <summary>Group and name with a dot between, in lower case: <c>tcp.half-close</c>. The group selects it by <c>selftest=tcp</c>.</summary>
    string Name { get; }

    /// <summary>How long it may take; beyond that it has failed, whether or not it ever ends.</summary>
    TimeSpan Timeout { get; }

    /// <summary>
    /// Runs it, on a thread of its own until the first await: it may block. <paramref name="cancellation"/> is cancelled at the timeout.
    /// </summary>
    Task RunAsync(CancellationToken cancellation);
}
