using System;

namespace Sabos.Net;

/// <summary>
/// Initial sequence numbers by RFC 6528: a clock of 4 microseconds plus a keyed hash of the endpoints, so that those of one pair grow
/// with time and tell nothing about another pair's. Timestamp offsets come the same way (RFC 7323 7.1).
/// </summary>
internal sealed class InitialSequenceNumbers
{
    private const long TicksPerStep = 4 * TimeSpan.TicksPerMicrosecond;

    private readonly SipHash _sequenceHash;
    private readonly SipHash _timestampHash;

    public InitialSequenceNumbers(StackRandom random)
    {
        _sequenceHash = new SipHash(random);
        _timestampHash = new SipHash(random);
    }

    public SequenceNumber Next(in ConnectionKey key, Instant now) => new((uint)(now.Ticks / TicksPerStep) + (uint)key.Hash(_sequenceHash));

    /// <summary>What is added to the clock to make this pair's timestamps.</summary>
    public uint TimestampOffset(in ConnectionKey key) => (uint)key.Hash(_timestampHash);
}
