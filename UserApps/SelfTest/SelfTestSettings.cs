using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.HelloStd;

namespace Sabos.SelfTest;

/// <summary>Resolves <paramref name="name"/> by asking the DNS server at <paramref name="server"/>, with whatever resolver the system has.</summary>
public delegate Task<IPAddress[]> ResolveWith(IPEndPoint server, string name, CancellationToken cancellation);

/// <summary>What the self-tests cannot find out by themselves.</summary>
public sealed record SelfTestSettings
{
    /// <summary>Points the system's resolver at a server; without it the tests of the resolver are left out.</summary>
    public ResolveWith? ResolveWith { get; init; }

    /// <summary>An echo service outside (RFC 862, over TCP); without it the test of a connection over the wire is left out.</summary>
    public IPEndPoint? EchoPeer { get; init; }

    /// <summary>The system is known to have IPv6: its absence is a failure, and no reason to leave tests out.</summary>
    public bool RequiresIpv6 { get; init; }

    /// <summary>Whether there is IPv6 to be tested.</summary>
    public bool HasIpv6 => RequiresIpv6 || NetworkExercise.HasIpv6();
}
