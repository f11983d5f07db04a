namespace Sabos.Net;

/// <summary>What one listener wants of a group.</summary>
/// <param name="Listener">A socket, or a part of the stack.</param>
/// <param name="Filter">Never nobody.</param>
internal sealed record Subscription(object Listener, SourceFilter Filter);
