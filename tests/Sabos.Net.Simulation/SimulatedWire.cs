using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>
/// A segment with any number of stations: what one sends, all others receive, a latency later, in order and unharmed. Faults are
/// <see cref="FaultInjector"/>'s business.
/// </summary>
public sealed class SimulatedWire : ISimulatedPart
{
    private readonly PriorityQueue<Flight, (Instant Arrival, long Number)> _inFlight = new();
    private readonly List<WirePort> _ports = [];
    private readonly Stack<FrameBuffer> _pool = new();
    private long _sent;

    public SimulatedWire(ManualClock clock, TimeSpan latency)
    {
        Clock = clock;
        Latency = latency;
    }

    /// <summary>Sees every frame as it is sent, with the port that sent it.</summary>
    public event Action<WirePort, ReadOnlyMemory<byte>>? FrameSent;

    /// <summary>Sees every frame that vanishes because it is longer than <see cref="MaximumFrameLength"/>.</summary>
    public event Action<ReadOnlyMemory<byte>>? FrameVanished;

    public TimeSpan Latency { get; set; }

    /// <summary>Longer frames are sent and never arrive, as where a tunnel on the way takes less than the link.</summary>
    public int MaximumFrameLength { get; set; } = int.MaxValue;

    /// <summary>Until then what is sent stays before the wire, and then goes in order.</summary>
    public Instant StandsStillUntil { get; set; }

    /// <summary>How fast each port sends; 0: at once.</summary>
    public long BitsPerSecond { get; set; }

    /// <summary>Frames of a port that are under way or wait to be; when there are so many the port has no room.</summary>
    public int TransmitQueue { get; set; } = 256;

    /// <summary>
    /// Bytes that wait at most for their turn on a wire of limited speed: one more frame and it is dropped without the sender's noticing, as a
    /// router does at the narrowest place of a path (drop tail).
    /// </summary>
    public long DropQueue { get; set; } = long.MaxValue;

    public Instant NextEvent => _inFlight.TryPeek(out _, out (Instant Arrival, long Number) due) ? due.Arrival : Instant.Never;

    internal ManualClock Clock { get; }

    /// <summary>Attaches a station.</summary>
    public WirePort Attach(MacAddress address, int mtu = 1500, bool transmitChecksum = false)
    {
        WirePort port = new(this, new LinkCapabilities(LinkMedium.Ethernet, address, mtu, transmitChecksum));
        _ports.Add(port);
        return port;
    }

    /// <summary>Delivers every frame that has arrived by now.</summary>
    public void Run()
    {
        while (_inFlight.TryPeek(out Flight flight, out (Instant Arrival, long Number) due) && due.Arrival <= Clock.Now)
        {
            _inFlight.Dequeue();
            bool left = flight.From.LeftWire();
            if (flight.Frame.Length > MaximumFrameLength)
            {
                FrameVanished?.Invoke(flight.Frame.Bytes.ToArray());
            }
            else if (left)
            {
                foreach (WirePort port in _ports)
                {
                    if (port != flight.From)
                    {
                        port.Arrive(flight.Frame.Bytes);
                    }
                }
            }

            Return(flight.Frame);
        }
    }

    internal FrameBuffer Rent(int length)
    {
        FrameBuffer frame = _pool.Count > 0 ? _pool.Pop() : new FrameBuffer();
        frame.Resize(length);
        return frame;
    }

    internal void Return(FrameBuffer frame) => _pool.Push(frame);

    internal void Send(WirePort from, FrameBuffer frame, Instant departure)
    {
        if (FrameSent is { } observer)
        {
            observer(from, frame.Bytes.ToArray());
        }

        _inFlight.Enqueue(new Flight(from, frame), ((departure > StandsStillUntil ? departure : StandsStillUntil) + Latency, _sent++));
    }

    private readonly record struct Flight(WirePort From, FrameBuffer Frame);
}
