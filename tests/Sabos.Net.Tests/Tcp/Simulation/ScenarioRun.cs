using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>Runs a <see cref="Scenario"/>, and holds it against what must be true of every run.</summary>
internal sealed class ScenarioRun : IDisposable
{
    private const ushort ListenPort = 80;
    private const ushort FirstLocalPort = 5000;

    // Nothing that a scenario contains keeps a stream from moving for longer.
    private static readonly TimeSpan s_longestStandstill = TimeSpan.FromMinutes(10);

    private readonly Scenario _scenario;
    private readonly SimulatedNetwork _network = new();
    private readonly ImpairedLink _link;
    private readonly LinkEnd[] _ends;
    private readonly NetworkStack[] _stacks;
    private readonly Observation _observation;
    private readonly List<SimulatedProgram> _programs = [];
    private readonly Dictionary<ushort, int> _connectionOfPort = [];
    private readonly Timeline _timeline;
    private TcpListener? _listener;
    private long _progress;
    private Instant _progressAt;
    private int _accepted;
    private long _steps;

    /// <param name="scenario">What happens.</param>
    /// <param name="digests">For <see cref="Digest"/>.</param>
    /// <param name="predictsHeaders">Header prediction is on.</param>
    public ScenarioRun(Scenario scenario, bool digests = false, bool predictsHeaders = true)
    {
        _scenario = scenario;
        _link = _network.Add(new ImpairedLink(_network.Clock));
        _timeline = _network.Add(new Timeline(_network.Clock));
        PathPlan path = scenario.Path;
        _ends =
        [
            _link.Attach(TwoHosts.LeftHardware, new FaultyLine(path.Rightward, scenario.Seed), path.Mtu, path.SegmentationPayload.Left),
            _link.Attach(TwoHosts.RightHardware, new FaultyLine(path.Leftward, scenario.Seed + 1), path.Mtu, path.SegmentationPayload.Right),
        ];
        _ends[0].DeviceBytes = path.Rightward.BitsPerSecond > 0 ? path.DeviceBytes.Left : 0;
        _ends[1].DeviceBytes = path.Leftward.BitsPerSecond > 0 ? path.DeviceBytes.Right : 0;
        (_ends[0].MergesSegments, _ends[1].MergesSegments) = path.MergesSegments;
        _observation = new Observation(_link, _network.Clock, $"two-stacks-{scenario.Seed}")
        {
            Digest = digests ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null,
            Audits = [.. _ends.Select(end => (end, new TcpAudit { Mtu = path.Mtu, SeesAll = path.IsReliable }))],
        };
        _stacks =
        [
            AddStack(scenario.Seed, _ends[0], scenario.IsIpv6 ? TwoHosts.LeftIpv6Address : TwoHosts.LeftAddress, scenario.Left),
            AddStack(scenario.Seed + 1, _ends[1], scenario.IsIpv6 ? TwoHosts.RightIpv6Address : TwoHosts.RightAddress, scenario.Right),
        ];
        foreach (NetworkStack stack in _stacks)
        {
            stack.Tcp.Context.PredictsHeaders = predictsHeaders;
        }
    }

    /// <summary>Of all frames that were sent, and when.</summary>
    public byte[] Digest => _observation.Digest!.GetCurrentHash();

    private IpAddress Any => _scenario.IsIpv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;

    private Instant Now => _network.Clock.Now;

    public void Dispose() => _observation.Dispose();

    public void Run()
    {
        Check.None(_stacks[1].Tcp.Listen(new IpEndpoint(Any, ListenPort), 16, false, false, out _listener));
        PlanPath();
        for (int round = 0; round < _scenario.Rounds; round++)
        {
            RunRound();
        }

        _listener!.Close();
        Check.That(
            _network.RunUntil(() => IsSettled(), TimeSpan.FromHours(2)),
            () => $"connections remain: {string.Join("; ", _stacks.SelectMany(static stack => stack.Tcp.GetConnections()))}");
        CheckEnd();
    }

    private NetworkStack AddStack(int seed, LinkEnd end, IpAddress address, TcpSettings settings)
    {
        NetworkStack stack = _network.AddStack(seed, tcp: settings, pollBudget: _scenario.PollBudget);
        stack.AddInterface("eth0", end).AddAddress(new IpPrefix(address, address.IsIpv4 ? 24 : 64));
        return stack;
    }

    private void PlanPath()
    {
        Random random = new(_scenario.Seed);
        PathPlan path = _scenario.Path;
        Instant Soon() => Now + TimeSpan.FromMilliseconds(random.Next(3000));
        _link.ReportsTooBig = path.ReportsTooBig;
        if (path.NarrowedTo is { } mtu)
        {
            _timeline.At(Soon(), () => _link.Mtu = mtu);
        }

        if (path.Outage > TimeSpan.Zero)
        {
            Instant begin = Soon();
            _timeline.At(begin, () => SetOutage(true));
            _timeline.At(begin + path.Outage, () => SetOutage(false));
        }
    }

    private void SetOutage(bool isOut)
    {
        _observation.Note(isOut ? "outage" : "outage over");
        _link.IsDown = isOut;
        foreach (LinkEnd end in _ends)
        {
            end.IsLinkUp = !(isOut && _scenario.Path.IsCarrierLost);
        }
    }

    private void RunRound()
    {
        _programs.Clear();
        _connectionOfPort.Clear();
        _accepted = 0;
        for (int i = 0; i < _scenario.Connections.Length; i++)
        {
            Connect(i);
        }

        _progressAt = Now;
        bool isDone = _network.RunUntil(Step, TimeSpan.FromHours(10));
        Check.That(isDone, () => $"not done after ten hours:{Describe()}");
        foreach (SimulatedProgram program in _programs)
        {
            _network.Remove(program);
        }

        _observation.Note("round over");

        // Who uses a port again before the clock of initial sequence numbers, of 4 us, has passed what was sent is refused (RFC 9293 3.4.1, 3.6.1).
        _network.RunFor(TimeSpan.FromMicroseconds(4) * _programs.Max(static program => program.Sent));
    }

    private void Connect(int index)
    {
        IpEndpoint remote = new(_scenario.IsIpv6 ? TwoHosts.RightIpv6Address : TwoHosts.RightAddress, ListenPort);
        IpEndpoint local = new(Any, (ushort)(FirstLocalPort + index));
        TransportError error = _stacks[0].Tcp.Connect(local, remote, reuseAddress: true, out TcpConnection? connection);
        if (error is TransportError.AddressInUse)
        {
            // In TIME-WAIT here.
            error = _stacks[0].Tcp.Connect(local with { Port = 0 }, remote, reuseAddress: false, out connection);
        }

        if (error == TransportError.NetworkUnreachable && _scenario.Path.IsCarrierLost)
        {
            _network.RunUntil(() => _ends[0].IsLinkUp, TimeSpan.FromMinutes(1));
            Connect(index);
            return;
        }

        Check.None(error);
        _connectionOfPort[connection!.LocalEndpoint.Port] = index;
        AddProgram(connection, index, isLeft: true);
    }

    private void AddProgram(TcpConnection connection, int index, bool isLeft)
    {
        (ProgramPlan left, ProgramPlan right) = _scenario.Connections[index];
        _programs.Add(_network.Add(new SimulatedProgram(
            connection, _network.Clock, isLeft ? left : right, isLeft ? right.ToSend : left.ToSend, isLeft ? index : ~index, _scenario.Seed + (2 * index) + (isLeft ? 0 : 1))));
    }

    private bool Step()
    {
        // Frames and wakeups are what polls are for, and timers.
        Check.That(++_steps < 50_000 + (20 * _observation.Frames), () => $"polled {_steps} times for {_observation.Frames} frames:{Describe()}");
        while (_listener!.TryAccept(out TcpConnection? accepted))
        {
            if (_connectionOfPort.TryGetValue(accepted!.RemoteEndpoint.Port, out int index))
            {
                AddProgram(accepted, index, isLeft: false);
                _accepted++;
            }
        }

        CheckPromptness();
        Check.None(_observation.FindFault());
        long progress = 0;
        bool isDone = _accepted >= _connectionOfPort.Count;
        foreach (SimulatedProgram program in _programs)
        {
            Check.None(program.Fault);
            progress += program.Sent + program.Received + (program.IsDone ? 1 : 0);
            isDone &= program.IsDone;
        }

        foreach (NetworkStack stack in _stacks)
        {
            CheckMemory(stack);
        }

        if (progress != _progress)
        {
            _progress = progress;
            _progressAt = Now;
        }

        Check.That(Now - _progressAt < s_longestStandstill, () => $"nothing has moved since {_progressAt}:{Describe()}");
        return isDone || HasFailedToConnect();
    }

    // Address resolution gives up sooner than TCP, and a connection that is not open yet believes it (RFC 5461 4.1).
    private bool IsNeighborLost =>
        _stacks[0].Counters.Neighbors.Failures > 0 && _programs.Any(static program => program.Connection.Error == TransportError.HostUnreachable);

    // Every acknowledgment that ends a handshake may get lost: who then has nothing to send waits for a host that knows no connection, and finds out by asking.
    private bool IsHandshakeLost => !_scenario.Path.IsReliable && _stacks[1].Counters.Tcp.AttemptFails > 0;

    private bool MayFail => !_scenario.IsOrderly || IsNeighborLost || IsHandshakeLost;

    // A host without memory drops what its slow program's window allowed, again and again: in the end its peer gives up (RFC 9293 3.8.3).
    private bool HasStarved() =>
        IsShortOfMemory && _programs.Any(static program => program.Connection.Error == TransportError.TimedOut);

    // A program that left before its peer existed may leave nobody to wait for.
    private bool HasFailedToConnect()
    {
        TcpContext right = _stacks[1].Tcp.Context;
        return MayFail && _programs.All(static program => program.IsDone) && right.Table.Count == right.TimeWaits.Count;
    }

    // Where nothing may hold up what a stack wants to send.
    private void CheckPromptness()
    {
        for (int i = 0; _scenario.Path.IsReliable && i < _ends.Length; i++)
        {
            if (_ends[i].DeviceBytes == 0)
            {
                _observation.Audits[i].Audit.Check(Now);
            }
        }
    }

    // What a stack counts is what was seen, unless something was dropped on its way to a neighbour not yet found.
    private void CheckCounters()
    {
        for (int i = 0; i < _stacks.Length; i++)
        {
            TcpCounters counters = _stacks[i].Counters.Tcp;
            TcpAudit audit = _observation.Audits[i].Audit;
            (long, long, long) counted = (counters.OutSegments, counters.RetransmittedSegments, counters.InSegments - counters.InErrors);
            (long, long, long) seen = (audit.Sent, audit.Resent, audit.Received);
            bool isAllSeen = _scenario.Path.IsReliable && _stacks[i].Counters.Ip.OutDiscards + _stacks[i].Counters.Ipv6.OutDiscards == 0;
            Check.That(!isAllSeen || counted == seen, () => $"host {i} counted {counted} segments sent, sent again and taken; seen were {seen}");

            // With two small segments in flight the probe for a lost tail makes no allowance for the peer's delayed acknowledgment (RFC 8985 7.2).
            Check.That(
                !_scenario.Path.IsLossless || IsShortOfMemory || audit.Resent <= counters.TailLossProbes,
                () => $"host {i} sent {audit.Resent} segments again, {counters.TailLossProbes} as probes, and none was lost");
        }
    }

    private bool IsShortOfMemory => StackPlan.IsShortOfMemory(_scenario.Left) || StackPlan.IsShortOfMemory(_scenario.Right);

    // Every buffer has one chunk whatever the limit says.
    private static void CheckMemory(NetworkStack stack)
    {
        TcpContext tcp = stack.Tcp.Context;
        int limit = (tcp.Settings.BufferMemory / ChunkPool.ChunkSize) + (2 * tcp.Table.Count) + 2;
        Check.That(tcp.Memory.Lent <= limit, () => $"{tcp.Memory.Lent} chunks are lent, {limit} is the limit");
    }

    private bool IsSettled()
    {
        Check.None(_observation.FindFault());
        return Now >= _timeline.End && _stacks.All(static stack =>
            stack.Tcp.Context.Table.Count == 0
            && stack.Tcp.Context.Memory.Lent == 0
            && stack.Tcp.Context.Timers.Next == Instant.Never
            && stack.Counters.Tcp.CurrentEstablished == 0);
    }

    private void CheckEnd()
    {
        CheckCounters();
        for (int i = 0; i < _programs.Count; i++)
        {
            SimulatedProgram program = _programs[i];
            Check.That(
                MayFail || HasStarved() || (program.Error == TransportError.None && program.HasReceivedAll),
                () => $"program {i} did not finish: {program}");
            Check.That(program.Error is TransportError.None or TransportError.ConnectionReset or TransportError.TimedOut or TransportError.NotConnected || IsNeighborLost, () => $"program {i}: {program}");
        }
    }

    private string Describe() =>
        $" {string.Join(" | ", _programs)} left next {_stacks[0].NextPoll} right next {_stacks[1].NextPoll}";
}
