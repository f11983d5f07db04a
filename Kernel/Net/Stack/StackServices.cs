namespace Sabos.Net;

/// <summary>What every layer of one stack shares.</summary>
internal sealed record StackServices(StackClock Clock, StackRandom Random, StackCounters Counters, IStackEvents Events);
