using System;
using System.Threading;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>Resolves names for callers that block meanwhile: the stack's resolver does the work, the loop wakes the caller.</summary>
internal sealed class HostResolver : IReadinessObserver
{
    private readonly PooledWord _word;

    private HostResolver(PooledWord word) => _word = word;

    /// <summary>Resolves a name to its addresses. How long that takes at most is the stack's resolver's business.</summary>
    public static DnsQuery Resolve(NetworkLoop loop, string name, DnsAddressKinds kinds) =>
        Await(loop, resolver => resolver.Resolve(name, kinds));

    /// <summary>Looks for the name of an address.</summary>
    public static DnsQuery Resolve(NetworkLoop loop, IpAddress address) => Await(loop, resolver => resolver.ResolveAddress(address));

    /// <inheritdoc/>
    public void OnReady(Readiness raised) => _word.Signal();

    private static DnsQuery Await(NetworkLoop loop, Func<DnsResolver, DnsQuery> begin)
    {
        DnsQuery query;
        PooledWord word;
        using (loop.Enter())
        {
            query = begin(loop.Stack.Dns);
            if (query.IsCompleted)
                return query;
            word = loop.RentWord();
            query.Observer = new HostResolver(word);
        }

        while (true)
        {
            uint observed;
            using (loop.Enter())
            {
                if (query.IsCompleted)
                {
                    loop.ReturnWord(word);
                    return query;
                }

                observed = word.Observe();
            }

            word.Wait(observed, Timeout.InfiniteTimeSpan);
        }
    }
}
