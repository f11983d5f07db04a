using System;

namespace Sabos.Iperf3.Control;

/// <summary>What a client asks for.</summary>
internal readonly record struct TestParameters
{
    // iperf3's own limits.
    private const int MaximumStreams = 128;
    private const int MaximumBlock = 1 << 20;
    private const int MaximumWindow = 512 << 20;
    private const int MaximumSegment = (32 << 10) - 1;
    private const int MaximumSeconds = 86_400;
    private const int MaximumOmittedSeconds = 600;

    private const int LeastDatagram = 16; // room for its header
    private const int MaximumDatagram = 65_535 - 8 - 20;

    private const int UsualBlock = 128 << 10;
    private const int UsualDatagram = 1460;

    /// <summary>Streams in each direction that is used.</summary>
    public int Streams { get; private init; }

    /// <summary>How long; zero if the client ends the test after a number of bytes or blocks.</summary>
    public TimeSpan Duration { get; private init; }

    /// <summary>How much of its beginning does not count; comes on top of the duration.</summary>
    public TimeSpan Omitted { get; private init; }

    /// <summary>Only the server sends.</summary>
    public bool Reverse { get; private init; }

    /// <summary>Both send.</summary>
    public bool Bidirectional { get; private init; }

    /// <summary>By UDP instead of TCP.</summary>
    public bool Datagrams { get; private init; }

    /// <summary>Datagrams are numbered by 64 bits instead of 32.</summary>
    public bool WideNumbers { get; private init; }

    /// <summary>Bytes for each call of send or receive; in a datagram.</summary>
    public int BlockLength { get; private init; }

    /// <summary>Bytes for each of a socket's buffers; 0: the system's choice.</summary>
    public int Window { get; private init; }

    public bool NoDelay { get; private init; }

    /// <summary>Bits a second on each stream that the server sends; 0: as many as it can.</summary>
    public long Rate { get; private init; }

    /// <summary>Streams on which the client sends.</summary>
    public int IncomingStreams => Reverse ? 0 : Streams;

    /// <summary>Streams on which the server sends.</summary>
    public int OutgoingStreams => Reverse || Bidirectional ? Streams : 0;

    /// <summary>
    /// Reads the client's JSON. Members without a meaning here are skipped, as iperf3 does; the segment size is the client's own matter: what it sets on its
    /// side holds for both directions.
    /// </summary>
    /// <returns>What to refuse the test with, if anything.</returns>
    public static ControlError Parse(ReadOnlySpan<byte> json, out TestParameters parameters)
    {
        parameters = default;
        if (!JsonMembers.TryParse(json, out JsonMembers members))
            return ControlError.BadParameters;
        if (members.IsTrue("sctp"))
            return ControlError.NoSctp;
        if (members.Contains("congestion"))
            return ControlError.CongestionControl; // the class library's sockets offer no choice

        bool datagrams = members.IsTrue("udp");
        parameters = new TestParameters
        {
            Streams = Bounded("parallel", 1, 1, MaximumStreams, ControlError.StreamCount, out ControlError streams),
            Duration = TimeSpan.FromSeconds(Bounded("time", 0, 0, MaximumSeconds, ControlError.Duration, out ControlError duration)),
            Omitted = TimeSpan.FromSeconds(Bounded("omit", 0, 0, MaximumOmittedSeconds, ControlError.OmittedTime, out ControlError omitted)),
            Datagrams = datagrams,
            WideNumbers = members.IsTrue("udp_counters_64bit"),
            BlockLength = datagrams
                ? Bounded("len", UsualDatagram, LeastDatagram, MaximumDatagram, ControlError.DatagramSize, out ControlError block)
                : Bounded("len", UsualBlock, 1, MaximumBlock, ControlError.BlockSize, out block),
            Window = Bounded("window", 0, 0, MaximumWindow, ControlError.BufferSize, out ControlError window),
            Rate = Math.Max(members.Number("bandwidth", 0), 0),
            Reverse = members.IsTrue("reverse"),
            Bidirectional = members.IsTrue("bidirectional"),
            NoDelay = members.IsTrue("nodelay"),
        };
        _ = Bounded("MSS", 0, 0, MaximumSegment, ControlError.SegmentSize, out ControlError segment);
        return parameters is { Reverse: true, Bidirectional: true }
            ? ControlError.ReverseAndBidirectional
            : First(streams, duration, omitted, block, window, segment);

        int Bounded(string name, int absent, int least, int most, ControlError otherwise, out ControlError error)
        {
            long value = members.Number(name, absent);
            bool valid = value >= least && value <= most;
            error = valid ? ControlError.None : otherwise;
            return valid ? (int)value : least;
        }
    }

    private static ControlError First(params ReadOnlySpan<ControlError> errors)
    {
        foreach (ControlError error in errors)
        {
            if (error != ControlError.None)
                return error;
        }

        return ControlError.None;
    }
}
