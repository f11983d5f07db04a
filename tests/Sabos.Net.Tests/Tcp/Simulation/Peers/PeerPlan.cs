using System;

namespace Sabos.Net.Tests;

/// <summary>All the ways of a peer, drawn by chance. Most peers are odd in few of them.</summary>
internal sealed record PeerPlan
{
    public required int ToSend { get; init; }

    public OpeningHabit Opening { get; init; }

    /// <summary>Null: no such option.</summary>
    public ushort? MaximumSegmentSize { get; init; }

    /// <summary>Null: no such option.</summary>
    public byte? WindowScale { get; init; }

    public SackHabit Sack { get; init; }

    public TimestampHabit Timestamps { get; init; }

    public CongestionHabit Congestion { get; init; }

    public AcknowledgmentHabit Acknowledgments { get; init; }

    /// <summary>Segments for one acknowledgment, of a stretching peer.</summary>
    public int Stretch { get; init; }

    public WindowHabit Window { get; init; }

    /// <summary>Bytes that it takes before its program reads.</summary>
    public int Capacity { get; init; }

    /// <summary>How often its program reads.</summary>
    public TimeSpan ReadInterval { get; init; }

    public OrderHabit Order { get; init; }

    /// <summary>Bytes of a segment that it sends.</summary>
    public int SegmentBytes { get; init; }

    /// <summary>Segments that it sends before it waits for an acknowledgment.</summary>
    public int Flight { get; init; }

    public double PushChance { get; init; }

    public double UrgentChance { get; init; }

    public FinHabit Fin { get; init; }

    public PeerIncident Incident { get; init; }

    /// <summary>Bytes sent and received at which the incident happens.</summary>
    public int IncidentAfter { get; init; }

    /// <summary>Connections from the same ports, one after the other.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Both streams arrive in full, whatever is lost on the way.</summary>
    public bool IsFaithful => Acknowledgments != AcknowledgmentHabit.Optimistic && Window != WindowHabit.NeverReader
        && Timestamps is not (TimestampHabit.LeftOut or TimestampHabit.GoBack)
        && Incident is PeerIncident.None or PeerIncident.WrongResets or PeerIncident.SynAgain;

    public bool ConnectsItself => Opening is OpeningHabit.PeerConnects or OpeningHabit.PeerConnectsWithData;

    public static PeerPlan Draw(Random random, int toSend, int toReceive)
    {
        WindowHabit window = Odd<WindowHabit>(random, 3);
        int smallest = Math.Max(1, toSend / 400);
        return new PeerPlan
        {
            ToSend = toSend,
            Opening = (OpeningHabit)random.Next(4),
            MaximumSegmentSize = random.Next(3) switch { 0 => null, 1 => 1460, _ => s_segmentSizes[random.Next(s_segmentSizes.Length)] },
            WindowScale = random.Next(3) == 0 ? null : (byte)random.Next(15),
            Sack = random.Next(3) == 0 ? Odd<SackHabit>(random, 1) : SackHabit.Proper,
            Timestamps = random.Next(3) == 0 ? Odd<TimestampHabit>(random, 1) : (TimestampHabit)random.Next(2),
            Congestion = Odd<CongestionHabit>(random, 4),
            Acknowledgments = Odd<AcknowledgmentHabit>(random, 2),
            Stretch = random.Next(2) == 0 ? 8 : 64,
            Window = window,
            Capacity = window == WindowHabit.Silly ? Math.Max(random.Next(1, 100), toReceive / 100) : random.Next(Math.Max(toReceive / 50, 100), 40_000),
            ReadInterval = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(1, 10_000) : random.Next(1, 300)),
            Order = Odd<OrderHabit>(random, 2),
            SegmentBytes = random.Next(3) == 0 ? random.Next(smallest, smallest + 20) : random.Next(smallest, smallest + 1400),
            Flight = random.Next(1, 30),
            PushChance = random.NextDouble(),
            UrgentChance = random.Next(5) == 0 ? random.NextDouble() : 0,
            Fin = Odd<FinHabit>(random, 2),
            Incident = Odd<PeerIncident>(random, 3),
            IncidentAfter = random.Next(toSend + toReceive + 1),
            Rounds = random.Next(6) == 0 ? 2 : 1,
        };
    }

    private static readonly ushort[] s_segmentSizes = [0, 1, 88, 100, 536, 1460, 9000, 65535];

    // The first is the usual one.
    private static T Odd<T>(Random random, int usual)
        where T : struct, Enum
    {
        T[] all = Enum.GetValues<T>();
        return random.Next(usual) > 0 ? all[0] : all[random.Next(all.Length)];
    }
}
