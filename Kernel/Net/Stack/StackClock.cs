namespace Sabos.Net;

/// <summary>The time of the poll under way, or of the last one: what every layer takes for now.</summary>
internal sealed class StackClock
{
    public Instant Now { get; set; }
}
