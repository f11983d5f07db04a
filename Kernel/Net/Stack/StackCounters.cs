namespace Sabos.Net;

/// <summary>Counters of every layer; they only grow.</summary>
public sealed class StackCounters
{
}
