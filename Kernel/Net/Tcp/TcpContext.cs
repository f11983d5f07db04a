using System;

namespace Sabos.Net;

/// <summary>What all connections of a stack share.</summary>
internal sealed class TcpContext
{
    // RFC 5961 7; what one connection may send of it is limited as well.
    private const int ChallengesPerSecond = 1000;

    public TcpContext(IIpOutput output, StackRandom random, TcpCounters counters, TcpSettings settings)
    {
        Counters = counters;
        Settings = settings;
        Random = random;
        Routes = output;
        Output = new SegmentOutput(output, random, Counters);
        InitialSequences = new InitialSequenceNumbers(random);
        Cookies = new SynCookies(random);
        ChallengeLimit = new RandomizedRateLimit(random, ChallengesPerSecond, ChallengesPerSecond);
        Table = new ConnectionTable(new EndpointHash(random));
        TimeWaits = new TimeWaitTable(this);
        int chunks = settings.BufferMemory / ChunkPool.ChunkSize;

        // What one connection holds when both of its buffers have grown to their most: a stream allocates nothing once it has.
        Memory = new ChunkPool(chunks, chunks / 2);
        MemoryWaiters = new MemoryWaiters(Memory);
        MaximumTunedReceiveBuffer = Math.Min(settings.MaximumReceiveBufferSize, settings.BufferMemory / 4);
        MaximumTunedSendBuffer = Math.Min(settings.MaximumSendBufferSize, settings.BufferMemory / 4);
        while (((long)ushort.MaxValue << WindowShift) < settings.MaximumReceiveBufferSize)
        {
            WindowShift++;
        }
    }

    public TcpSettings Settings { get; }

    public StackRandom Random { get; }

    public IIpOutput Routes { get; }

    public SegmentOutput Output { get; }

    public InitialSequenceNumbers InitialSequences { get; }

    public SynCookies Cookies { get; }

    public RandomizedRateLimit ChallengeLimit { get; }

    public ConnectionTable Table { get; }

    public TimeWaitTable TimeWaits { get; }

    public TcpPorts Ports { get; } = new();

    public ChunkPool Memory { get; }

    public MemoryWaiters MemoryWaiters { get; }

    public TimerQueue Timers { get; } = new();

    public OutputQueue Pending { get; } = new();

    public TcpCounters Counters { get; }

    /// <summary>How far a receive buffer may grow by itself, in bytes: four connections may not use up the memory of all.</summary>
    public int MaximumTunedReceiveBuffer { get; }

    /// <summary>How far a send buffer may grow by itself, in bytes.</summary>
    public int MaximumTunedSendBuffer { get; }

    /// <summary>The shift of the windows that we announce.</summary>
    public byte WindowShift { get; }

    /// <summary>Connections that the program has closed and the peer has not.</summary>
    public int Orphans { get; set; }

    /// <summary>The time of the last call that brought one.</summary>
    public Instant Now { get; set; }

    /// <summary>Off, every segment goes the long way, to the same end.</summary>
    public bool PredictsHeaders { get; set; } = true;

    /// <summary>Whether there is room for one more connection or handshake.</summary>
    public bool HasRoom => Table.Count < Settings.MaximumConnections;

    public ICongestionControl CreateCongestionControl(CongestionControlAlgorithm algorithm) => algorithm == CongestionControlAlgorithm.NewReno
        ? new NewRenoCongestionControl(Settings.HyStart)
        : new CubicCongestionControl(Settings.HyStart);
}
