using System;

namespace Sabos.Net;

/// <summary>The settings and the state of keepalive (RFC 9293 3.8.4), which is off unless the program asks for it.</summary>
internal sealed class KeepAlive
{
    public bool IsEnabled { get; set; }

    /// <summary>How long nothing is heard before the first probe.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Between probes.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>Unanswered ones before the connection is given up.</summary>
    public int Probes { get; set; } = 9;

    /// <summary>Probes sent since something was last heard.</summary>
    public int Unanswered { get; set; }
}
