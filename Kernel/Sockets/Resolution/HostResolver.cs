using System.Collections.Generic;
using System.Threading;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>Resolves names for callers that block meanwhile: the stack's resolver does the work, the loop wakes the caller.</summary>
internal sealed class HostResolver : IReadinessObserver
{
    private readonly PooledWord _word;

    private HostResolver(PooledWord word) => _word = word;

    /// <summary>Resolves a name. How long that takes at most is the stack's resolver's business.</summary>
    public static DnsStatus Resolve(NetworkLoop loop, string name, DnsAddressKinds kinds, out IReadOnlyList<IpAddress> addresses, out string? canonicalName)
    {
        DnsQuery query;
        PooledWord word;
        using (loop.Enter())
        {
            word = loop.RentWord();
            query = loop.Stack.Dns.Resolve(name, kinds);
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
                    addresses = query.Addresses;
                    canonicalName = query.CanonicalName;
                    return query.Status;
                }

                observed = word.Observe();
            }

            word.Wait(observed, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void OnReady(Readiness raised) => _word.Signal();
}
