namespace Sabos.Net;

/// <summary>Neighbours that are asked for only to answer a stranger.</summary>
internal sealed partial class NeighborCache
{
    private bool TryAskForStranger(IpAddress address, ref NeighborEntry? entry)
    {
        if (entry is not null && !IsAskable(entry))
        {
            return true;
        }

        if (!_strangerLimit.TryTake(_clock.Now))
        {
            _counters.StrangersIgnored++;
            return false;
        }

        if (entry is null)
        {
            if (_strangers.Count == StrangerCapacity)
            {
                Remove(_strangers.First!.Value);
            }

            entry = Make(address, default, NeighborState.Failed);
            entry.IsStranger = true;
            _strangers.AddLast(entry.Node);
        }

        Begin(entry, NeighborState.Incomplete);
        Solicit(entry);
        return true;
    }
}
