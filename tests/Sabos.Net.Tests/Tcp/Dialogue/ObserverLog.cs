namespace Sabos.Net.Tests;

/// <summary>Remembers which readiness was raised.</summary>
internal sealed class ObserverLog : IReadinessObserver
{
    private Readiness _raised;

    public int Calls { get; private set; }

    public void OnReady(Readiness raised)
    {
        Calls++;
        _raised |= raised;
    }

    /// <summary>What was raised since the last look.</summary>
    public Readiness Take()
    {
        Readiness raised = _raised;
        _raised = Readiness.None;
        return raised;
    }
}
