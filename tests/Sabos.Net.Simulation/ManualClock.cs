using System;

namespace Sabos.Net.Simulation;

/// <summary>Time that passes only when it is told to.</summary>
public sealed class ManualClock
{
    public Instant Now { get; private set; } = Instant.FromMilliseconds(1_000);

    public void Advance(TimeSpan span) => AdvanceTo(Now + span);

    public void AdvanceTo(Instant instant)
    {
        if (instant < Now)
        {
            throw new ArgumentOutOfRangeException(nameof(instant), instant, "time does not run backwards");
        }

        Now = instant;
    }
}
