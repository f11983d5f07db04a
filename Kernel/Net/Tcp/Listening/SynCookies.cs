using System;

namespace Sabos.Net;

/// <summary>
/// Initial sequence numbers that remember the handshake in the peer's place (SYN cookies, RFC 4987 3.6): 29 bits of a keyed hash of the endpoints, of
/// the peer's initial sequence number, of a slow clock and of 3 bits that follow in the clear, which say how large the peer's segments may be.
/// </summary>
internal sealed class SynCookies
{
    private const uint SizeMask = 7;

    // The least anybody may ask for, the defaults of both IP versions, and what common links leave.
    private static readonly ushort[] s_segmentSizes =
        [TcpMaximumSegmentSize.Least, TcpMaximumSegmentSize.Default, TcpMaximumSegmentSize.DefaultIpv6, 1360, 1400, 1440, 1460, 8960];

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(64);

    /// <summary>How long a cookie is good for at most; at least for half of it.</summary>
    public static readonly TimeSpan Lifetime = 2 * s_step;

    private readonly SipHash _hash;

    public SynCookies(StackRandom random) => _hash = new SipHash(random);

    /// <summary>The initial sequence number that answers a SYN.</summary>
    /// <param name="key">Its endpoints.</param>
    /// <param name="peerInitial">Its sequence number.</param>
    /// <param name="maximumSegmentSize">What the peer accepts; rounded down to one of eight values.</param>
    /// <param name="now">The time.</param>
    public SequenceNumber Make(in ConnectionKey key, SequenceNumber peerInitial, int maximumSegmentSize, Instant now)
    {
        int size = s_segmentSizes.Length - 1;
        while (size > 0 && s_segmentSizes[size] > maximumSegmentSize)
        {
            size--;
        }

        return Compute(key, peerInitial, Step(now), (uint)size);
    }

    /// <summary>Whether we made this cookie not long ago, and what the peer accepts.</summary>
    public bool TryRead(SequenceNumber cookie, in ConnectionKey key, SequenceNumber peerInitial, Instant now, out ushort maximumSegmentSize)
    {
        uint size = cookie.Value & SizeMask;
        maximumSegmentSize = s_segmentSizes[size];
        ulong step = Step(now);
        return cookie == Compute(key, peerInitial, step, size) || cookie == Compute(key, peerInitial, step - 1, size);
    }

    private static ulong Step(Instant now) => (ulong)(now.Ticks / s_step.Ticks);

    private SequenceNumber Compute(in ConnectionKey key, SequenceNumber peerInitial, ulong step, uint size)
    {
        ulong ports = ((ulong)key.Local.Port << 16) | key.Remote.Port;
        IpAddress local = key.Local.Address;
        IpAddress remote = key.Remote.Address;
        ulong hash = _hash.Compute(
            local.HighBits, local.LowBits, remote.HighBits, remote.LowBits, (ports << 32) | peerInitial.Value, (step << 3) | size);
        return new SequenceNumber(((uint)hash & ~SizeMask) | size);
    }
}
