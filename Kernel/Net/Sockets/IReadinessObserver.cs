namespace Sabos.Net;

/// <summary>
/// Told when a socket becomes ready. Called from inside the stack's calls (mostly Poll), under whatever serialises them: it records and
/// wakes, and calls nothing of the stack. Events are edges, and may be spurious, but none is lost.
/// </summary>
public interface IReadinessObserver
{
    /// <param name="raised">What has newly become possible.</param>
    void OnReady(Readiness raised);
}
