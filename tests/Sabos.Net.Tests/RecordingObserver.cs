using System.Collections.Generic;

namespace Sabos.Net.Tests;

/// <summary>Remembers what it was told.</summary>
internal sealed class RecordingObserver(List<Readiness> log) : IReadinessObserver
{
    public void OnReady(Readiness raised) => log.Add(raised);
}
