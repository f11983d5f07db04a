using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>Runs a <see cref="PeerScenario"/>, and holds it against what must be true of every run.</summary>
internal sealed class PeerRun : IDisposable
{
    private const int Stream = 3;

    private static readonly IpEndpoint s_stackEndpoint = new(TwoHosts.LeftAddress, 80);
    private static readonly IpEndpoint s_peerEndpoint = new(TwoHosts.RightAddress, 7000);

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly PeerScenario _scenario;
    private readonly SimulatedNetwork _network = new();
    private readonly NetworkStack _stack;
    private readonly Observation _observation;
    private readonly PeerTraffic _traffic;
    private readonly ScriptedPeer _peer;
    private TcpListener? _listener;
    private SimulatedProgram? _program;
    private long _steps;

    public PeerRun(PeerScenario scenario)
    {
        _scenario = scenario;
        PathPlan path = scenario.Path;
        ImpairedLink link = _network.Add(new ImpairedLink(_network.Clock));
        LinkEnd near = link.Attach(TwoHosts.LeftHardware, new FaultyLine(path.Rightward, scenario.Seed), path.Mtu);
        LinkEnd far = link.Attach(TwoHosts.RightHardware, new FaultyLine(path.Leftward, scenario.Seed + 1), path.Mtu);
        near.DeviceBytes = path.Rightward.BitsPerSecond > 0 ? path.DeviceBytes.Left : 0;
        _observation = new Observation(link, _network.Clock, $"peer-{scenario.Seed}")
        {
            Audits = [(near, new TcpAudit { Mtu = path.Mtu, SeesAll = path.IsReliable })],
        };
        _observation.Note(scenario.ToString());
        _traffic = new PeerTraffic(link, near);
        _stack = _network.AddStack(scenario.Seed, tcp: scenario.Stack);
        _stack.AddInterface("eth0", near).AddAddress(new IpPrefix(TwoHosts.LeftAddress, 24));
        PeerStation station = new(far, s_peerEndpoint) { Remote = scenario.Peer.ConnectsItself ? s_stackEndpoint : default };
        _peer = _network.Add(new ScriptedPeer(scenario.Peer, station, _network.Clock, ~Stream, scenario.Seed) { Written = () => _program?.Sent ?? 0 });
    }

    // Address resolution gives up sooner than TCP, and a connection that is not open yet believes it (RFC 5461 4.1).
    private bool IsNeighborLost =>
        _stack.Counters.Neighbors.Failures > 0 && _program?.Connection.Error == TransportError.HostUnreachable;

    // Where the window is closed whenever a probe is answered, one whose program is gone is not probed for ever.
    private bool IsGivenUp => _scenario.Peer.Window == WindowHabit.Shrinks && _stack.Counters.Tcp.OrphansTimedOut > 0;

    private bool IsCutShort => !_scenario.IsComplete || IsNeighborLost || IsGivenUp;

    public void Dispose() => _observation.Dispose();

    public void Run()
    {
        Check.None(_stack.Tcp.Listen(s_stackEndpoint with { Address = IpAddress.AnyIpv4 }, 16, false, false, out _listener));
        int rounds = _scenario.Peer.ConnectsItself ? _scenario.Peer.Rounds : 1;
        for (int round = 0; round < rounds; round++)
        {
            RunRound();
        }

        _listener!.Close();
        Check.That(
            _network.RunUntil(IsSettled, TimeSpan.FromHours(4)),
            () => $"connections remain: {string.Join("; ", _stack.Tcp.GetConnections())}:{Describe()}");
        CheckEnd();
    }

    private void RunRound()
    {
        _program = null;
        if (_scenario.Peer.ConnectsItself)
        {
            _peer.Connect();
        }
        else
        {
            Check.None(_stack.Tcp.Connect(new IpEndpoint(IpAddress.AnyIpv4, 0), s_peerEndpoint, reuseAddress: false, out TcpConnection? connection));
            AddProgram(connection!);
        }

        Check.That(_network.RunUntil(Step, TimeSpan.FromHours(5)), () => $"not done after five hours:{Describe()}");
        CheckEnd();
        if (_program is not null)
        {
            _network.Remove(_program);
        }
    }

    private void AddProgram(TcpConnection connection)
    {
        if (_scenario.Peer.Window == WindowHabit.NeverReader)
        {
            // A window may stay closed for ever while probes are answered (RFC 9293 3.8.6.1), unless the program sets a limit.
            connection.UserTimeout = s_patience;
        }

        _program = _network.Add(new SimulatedProgram(connection, _network.Clock, _scenario.Program, _scenario.Peer.ToSend, Stream, _scenario.Seed));
    }

    private bool Step()
    {
        Check.That(++_steps < 20_000 + (20 * _observation.Frames), () => $"polled {_steps} times for {_observation.Frames} frames:{Describe()}");
        while (_listener!.TryAccept(out TcpConnection? accepted))
        {
            if (_program is null)
            {
                AddProgram(accepted!);
            }
            else
            {
                accepted!.Abort();
            }
        }

        CheckFaults();
        bool isProgramDone = _program?.IsDone ?? _peer.IsOver;
        return isProgramDone && (_peer.IsOver || IsCutShort);
    }

    private bool IsSettled()
    {
        CheckFaults();
        TcpContext tcp = _stack.Tcp.Context;
        return tcp.Table.Count == 0 && tcp.Memory.Lent == 0 && tcp.Timers.Next == Instant.Never && _stack.Counters.Tcp.CurrentEstablished == 0;
    }

    private void CheckFaults()
    {
        Check.None(_observation.FindFault());
        Check.None(_peer.Fault);
        Check.None(_program?.Fault);
        Check.None(_traffic.FindFault(_network.Clock.Now));
    }

    private void CheckEnd()
    {
        TransportError error = _program?.Error ?? TransportError.None;
        bool mayBeRefused = _scenario.Peer is { Opening: OpeningHabit.Simultaneous, Incident: PeerIncident.Reset or PeerIncident.Crash };
        Check.That(
            _scenario.Peer.Incident == PeerIncident.Silence && _peer.IsSilent
                ? error is TransportError.None or TransportError.TimedOut or TransportError.NotConnected
                : error is TransportError.None or TransportError.ConnectionReset or TransportError.TimedOut or TransportError.NotConnected || IsNeighborLost
                    || (mayBeRefused && error == TransportError.ConnectionRefused), // RFC 9293 3.10.7.4: a reset in SYN-RECEIVED that was SYN-SENT
            () => $"the program got {error}:{Describe()}");
        if (IsCutShort)
        {
            return;
        }

        Check.That(_program is { Error: TransportError.None, HasReceivedAll: true }, () => $"the program did not finish:{Describe()}");
        Check.That(_peer.Received == _scenario.Program.ToSend && _peer.IsFinReceived, () => $"the peer did not get all:{Describe()}");
        Check.That(!_peer.IsReset && !_peer.HasGivenUp, () => $"the connection was cut off:{Describe()}");
    }

    private string Describe() => $" program {_program} | peer {_peer} | next {_stack.NextPoll} | {_scenario.Peer}";
}
