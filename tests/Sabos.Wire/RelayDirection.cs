using System;
using Sabos.Net;
using Sabos.Net.Simulation;

namespace Sabos.Wire;

/// <summary>One direction of a relay: what arrives at a port goes through a line to the other port.</summary>
internal sealed class RelayDirection(IFramePort from, IFramePort to, FaultyLine line)
{
    private const int LongestFrame = 65_535 + 18;
    private const int Turn = 64;

    private readonly byte[] _buffer = new byte[LongestFrame];

    public FaultyLine Line => line;

    /// <summary>What to wait for at the port where frames arrive.</summary>
    public PollEntry Arrival => new(from.ReceivingDescriptor, IsBlocked ? PollEvents.None : PollEvents.In);

    /// <summary>What to wait for at the port where frames leave.</summary>
    public PollEntry Room => new(to.SendingDescriptor, IsBlocked ? PollEvents.Out : PollEvents.None);

    /// <summary>When there is something to deliver.</summary>
    public Instant NextDue => IsBlocked ? Instant.Never : line.NextDue;

    /// <summary>A frame that has come out of the line waits for room at the far port. Until there is, no more are taken in.</summary>
    private bool IsBlocked { get; set; }

    /// <summary>Puts what has arrived into the line, a bounded number of frames at a time.</summary>
    public void Receive()
    {
        for (int i = 0; i < Turn && !IsBlocked; i++)
        {
            int length = from.Receive(_buffer);
            if (length == 0)
                return;

            FrameBuffer frame = line.Rent(length);
            _buffer.AsSpan(0, length).CopyTo(frame.Bytes);
            line.Send(frame, RealClock.Now);
        }
    }

    /// <summary>Delivers what has come out of the line by now.</summary>
    public void Deliver()
    {
        IsBlocked = false;
        while (line.TryPeek(RealClock.Now, out FrameBuffer frame))
        {
            if (to.Send(frame.Bytes) == PortOutcome.Full)
            {
                IsBlocked = true;
                return;
            }

            line.Take();
            line.Return(frame);
        }
    }
}
