using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>Frames lent out, under numbers that are used again.</summary>
internal sealed class FrameSlots
{
    private readonly List<FrameBuffer?> _lent = [];

    public int Lend(FrameBuffer frame)
    {
        int slot = _lent.IndexOf(null);
        if (slot < 0)
        {
            slot = _lent.Count;
            _lent.Add(null);
        }

        _lent[slot] = frame;
        return slot;
    }

    /// <summary>Takes a frame back; a frame that is not out was disposed twice.</summary>
    public FrameBuffer Take(int slot)
    {
        FrameBuffer frame = _lent[slot] ?? throw new System.InvalidOperationException("the frame is not lent out: it was given back twice");
        _lent[slot] = null;
        return frame;
    }
}
