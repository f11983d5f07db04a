namespace Sabos.Net;

/// <summary>What a neighbour advertisement changes.</summary>
internal sealed partial class NeighborCache
{
    /// <summary>Takes an advertisement by the rules of RFC 4861 7.2.5. Of a neighbour that nobody asked for it says nothing.</summary>
    /// <param name="target">Whose it is.</param>
    /// <param name="hardware">Its link-layer address, if it tells one.</param>
    /// <param name="isSolicited">It answers us, which proves that the neighbour hears us as well.</param>
    /// <param name="isOverride">A link-layer address known already is to be replaced.</param>
    /// <param name="isRouter">The neighbour forwards packets.</param>
    public void TakeAdvertisement(IpAddress target, MacAddress? hardware, bool isSolicited, bool isOverride, bool isRouter)
    {
        if (Find(target) is not { } entry)
        {
            return;
        }

        bool isResolved = entry.State is not (NeighborState.Incomplete or NeighborState.Failed);
        bool isChanged = hardware is { } told && told != entry.Hardware;
        if (isResolved ? isChanged && !isOverride : hardware is null)
        {
            // It contradicts what is known, or does not say what is asked: at most a reason to ask again.
            if (entry.State == NeighborState.Reachable)
            {
                Begin(entry, NeighborState.Stale);
            }

            return;
        }

        if (entry.IsStranger)
        {
            Place(entry, isUsed: false);
        }

        entry.IsRouter = isRouter;
        entry.Hardware = hardware ?? entry.Hardware;
        if (isSolicited)
        {
            MarkReachable(entry);
        }
        else if (!isResolved || isChanged)
        {
            Begin(entry, NeighborState.Stale);
        }

        SendPending(entry);
    }
}
