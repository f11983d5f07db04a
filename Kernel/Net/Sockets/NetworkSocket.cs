namespace Sabos.Net;

/// <summary>
/// What every socket of the stack has. All members are called with the stack's calls serialised by its owner; none blocks; what they change
/// goes out at the owner's next Poll, for which <see cref="NetworkStack.NextPoll"/> then asks at once. The owner tells the time first, by
/// <see cref="NetworkStack.AdvanceTo"/>.
/// </summary>
public abstract class NetworkSocket
{
    /// <summary>The address and port bound or chosen; unspecified and 0 before that.</summary>
    public IpEndpoint LocalEndpoint { get; protected internal set; }

    /// <summary>What is possible now.</summary>
    public abstract Readiness Readiness { get; }

    /// <summary>Told of readiness edges; at most one.</summary>
    public IReadinessObserver? Observer { get; set; }

    /// <summary>Time to live, or hop limit, of what is sent; null: as the way there has it (<see cref="IpRoute.HopLimit"/>).</summary>
    public byte? TimeToLive { get; set; }

    /// <summary>DSCP and ECN bits of what is sent (RFC 2474).</summary>
    public byte TrafficClass { get; set; }

    /// <summary>
    /// Releases the socket. A TCP connection is closed in an orderly way and lives on inside the stack until it is done; anything else is gone at once.
    /// The observer is called no more. Idempotent.
    /// </summary>
    public abstract void Close();
}
