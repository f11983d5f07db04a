using System;
using System.Threading.Tasks;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// Resolves names for callers that block meanwhile: the stack's resolver does the work, the loop wakes the caller. The callers are threads of the pool, for
/// that is how the class library resolves names without blocking a program; and of threads that are blocked the pool knows by <see cref="Task.Wait()"/>:
/// it has another one run then what waits for a thread, where it would find out by itself after a second only.
/// </summary>
internal sealed class HostResolver : IReadinessObserver
{
    private readonly TaskCompletionSource _completed = new();

    private HostResolver()
    {
    }

    /// <summary>Resolves a name to its addresses. How long that takes at most is the stack's resolver's business.</summary>
    public static DnsQuery Resolve(NetworkLoop loop, string name, DnsAddressKinds kinds) =>
        Await(loop, resolver => resolver.Resolve(name, kinds));

    /// <summary>Looks for the name of an address.</summary>
    public static DnsQuery Resolve(NetworkLoop loop, IpAddress address) => Await(loop, resolver => resolver.ResolveAddress(address));

    /// <inheritdoc/>
    public void OnReady(Readiness raised) => _completed.TrySetResult();

    private static DnsQuery Await(NetworkLoop loop, Func<DnsResolver, DnsQuery> begin)
    {
        HostResolver resolver = new();
        DnsQuery query;
        using (loop.Enter())
        {
            query = begin(loop.Stack.Dns);
            if (query.IsCompleted)
                return query;
            query.Observer = resolver;
        }

        resolver._completed.Task.Wait();
        return query;
    }
}
