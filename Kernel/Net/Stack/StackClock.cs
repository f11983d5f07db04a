namespace Sabos.Net;

/// <summary>The time as the stack's owner last told it: what every layer takes for now.</summary>
internal sealed class StackClock
{
    public Instant Now { get; set; }
}
