using System;

namespace Sabos.Net;

/// <summary>
/// HyStart++ (RFC 9406): finds, by the least round trip of each round, where slow start begins to fill the path's queue, then grows
/// slowly for some rounds, to be sure.
/// </summary>
internal sealed class HyStart
{
    /// <summary>CSS_GROWTH_DIVISOR.</summary>
    public const int ConservativeDivisor = 4;

    // N_RTT_SAMPLE, CSS_ROUNDS, MIN_RTT_DIVISOR.
    private const int SamplesNeeded = 8;
    private const int ConservativeRounds = 5;
    private const int GrowthDivisor = 8;

    // MIN_RTT_THRESH and MAX_RTT_THRESH.
    private static readonly TimeSpan s_leastGrowth = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan s_mostGrowth = TimeSpan.FromMilliseconds(16);

    // The least round trips: lastRoundMinRTT, currentRoundMinRTT, cssBaselineMinRtt.
    private TimeSpan _lastRound = TimeSpan.MaxValue;
    private TimeSpan _thisRound = TimeSpan.MaxValue;
    private TimeSpan _baseline;
    private SequenceNumber? _roundEnd;
    private int _samples;
    private int _conservativeRounds;

    public HyStartPhase Phase { get; private set; }

    /// <summary>Takes an acknowledgment of new data.</summary>
    public void TakeAcknowledgment(in AcknowledgmentSample sample)
    {
        _roundEnd ??= sample.Next;
        if (sample.RoundTrip > TimeSpan.Zero)
        {
            _thisRound = sample.RoundTrip < _thisRound ? sample.RoundTrip : _thisRound;
            _samples++;
            Judge();
        }

        if (sample.Unacknowledged >= _roundEnd)
        {
            EndRound(sample.Next);
        }
    }

    private void Judge()
    {
        if (_samples < SamplesNeeded)
        {
            return;
        }

        if (Phase == HyStartPhase.Standard && _lastRound != TimeSpan.MaxValue)
        {
            TimeSpan growth = _lastRound / GrowthDivisor;
            growth = growth < s_leastGrowth ? s_leastGrowth : growth > s_mostGrowth ? s_mostGrowth : growth;
            if (_thisRound >= _lastRound + growth)
            {
                _baseline = _thisRound;
                _conservativeRounds = 0;
                Phase = HyStartPhase.Conservative;
            }
        }
        else if (Phase == HyStartPhase.Conservative && _thisRound < _baseline)
        {
            // It was jitter.
            Phase = HyStartPhase.Standard;
        }
    }

    // The round in which the conservative phase began counts as one of its rounds.
    private void EndRound(SequenceNumber next)
    {
        if (Phase == HyStartPhase.Conservative && ++_conservativeRounds >= ConservativeRounds)
        {
            Phase = HyStartPhase.Ended;
        }

        _roundEnd = next;
        _lastRound = _thisRound;
        _thisRound = TimeSpan.MaxValue;
        _samples = 0;
    }
}

/// <summary>Where HyStart++ stands.</summary>
internal enum HyStartPhase
{
    /// <summary>Slow start.</summary>
    Standard,

    /// <summary>Conservative slow start (CSS).</summary>
    Conservative,

    /// <summary>Congestion avoidance is to begin here.</summary>
    Ended,
}
