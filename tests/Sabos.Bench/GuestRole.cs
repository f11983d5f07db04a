namespace Sabos.Bench;

/// <summary>What a guest does while it is measured.</summary>
internal enum GuestRole
{
    /// <summary>It serves a page over HTTP.</summary>
    WebServer,

    /// <summary>It is what an iperf3 client talks to.</summary>
    Iperf3Server,
}
