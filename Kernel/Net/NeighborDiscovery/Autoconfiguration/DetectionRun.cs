namespace Sabos.Net;

/// <summary>The question whether somebody has one address, being asked.</summary>
internal sealed class DetectionRun(IpAddress address, ulong nonce)
{
    public IpAddress Address { get; } = address;

    /// <summary>48 bits by which our own question is known if the link returns it (RFC 7527 4.1).</summary>
    public ulong Nonce { get; } = nonce;

    /// <summary>How often it is still to be asked.</summary>
    public int Remaining { get; set; }

    /// <summary>When it is asked again, or answered by silence.</summary>
    public Instant Deadline { get; set; }

    /// <summary>Our own question came back, for which the run was prolonged.</summary>
    public bool IsProlonged { get; set; }
}
