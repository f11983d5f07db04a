namespace Sabos.SelfTest;

/// <summary>How a self-test went.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="Reason">Why it failed, in one line, or null if it passed.</param>
/// <param name="Milliseconds">How long it took.</param>
public readonly record struct SelfTestResult(string Name, string? Reason, long Milliseconds)
{
    public bool Passed => Reason is null;
}
