using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading;
using Sabos.Net;
using Sabos.Net.Simulation;

namespace Sabos.Wire;

/// <summary>
/// The stack behind a port, run by a thread of this process as the image's network loop runs it: poll, let the program use the sockets, sleep until
/// a frame arrives or a timer is due. Between stack and port frames are harmed either way.
/// </summary>
public sealed class StackProcess : IDisposable
{
    private readonly IFramePort _port;
    private readonly ManualClock _clock = new();
    private readonly Instant _started = RealClock.Now;
    private readonly Instant _origin;
    private readonly int _speed;
    private readonly FaultInjector _faults;
    private readonly WakeUp _stop = new();
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the stack. The port is its own from here on.</summary>
    /// <param name="port">The network.</param>
    /// <param name="options">The stack's address and what is between it and the port.</param>
    /// <param name="program">Makes what uses the stack: it is called after every poll, on the stack's thread.</param>
    public StackProcess(IFramePort port, StackProcessOptions options, Func<NetworkStack, Action> program)
    {
        _port = port;
        _origin = _clock.Now;
        _speed = options.Speed;
        _faults = new FaultInjector(new PortDevice(port, options.HardwareAddress, options.Mtu), _clock, options.Faults, options.Seed, bothWays: true);
        byte[] entropy = new byte[32];
        new Random(options.Seed).NextBytes(entropy);
        Stack = new NetworkStack(new StackOptions { Seed = entropy, HostName = "sabos", Tcp = options.Tcp });
        Stack.AdvanceTo(_clock.Now);
        NetworkInterface first = Stack.AddInterface("eth0", _faults);
        if (options.Address is { } address)
            first.AddAddress(address);
        else
            first.StartDhcp();
        if (options.UsesIpv6 || options.Ipv6Address is not null)
            first.StartIpv6();
        if (options.Ipv6Address is { } ipv6)
            first.AddAddress(ipv6);

        Action run = program(Stack);
        _thread = new Thread(() => Run(run)) { IsBackground = true, Name = "stack" };
        _thread.Start();
    }

    /// <summary>The stack; to be looked at once <see cref="Stop"/> has returned.</summary>
    public NetworkStack Stack { get; }

    /// <summary>What was done to what the stack sent.</summary>
    public FaultCounters Sent => _faults.Counters;

    /// <summary>What was done to what was sent to the stack.</summary>
    public FaultCounters Received => _faults.IncomingCounters!;

    /// <summary>Ends the stack's thread; if that has failed, throws what it threw.</summary>
    public void Stop()
    {
        _isStopping = true;
        _stop.Raise();
        _thread.Join();
        _failure?.Throw();
    }

    public void Dispose()
    {
        _isStopping = true;
        _stop.Raise();
        _thread.Join();
        _stop.Dispose();
        _port.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is thrown again where somebody waits for the thread.")]
    private void Run(Action program)
    {
        try
        {
            Libc.MakeTimersPunctual();
            while (!_isStopping)
                Wait(PollOnce(program));
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private TimeSpan PollOnce(Action program)
    {
        _clock.AdvanceTo(Now());
        _faults.Run();
        Stack.Poll(_clock.Now);
        program();
        Instant next = Instant.Earlier(Stack.NextPoll ?? Instant.Never, _faults.NextEvent);
        if (next == Instant.Never)
            return Timeout.InfiniteTimeSpan;
        TimeSpan rest = next - Now();
        return rest > TimeSpan.Zero ? rest / _speed : TimeSpan.Zero;
    }

    private Instant Now() => _origin + ((RealClock.Now - _started) * _speed);

    private void Wait(TimeSpan rest)
    {
        Span<PollEntry> entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry(_port.ReceivingDescriptor, PollEvents.In);
        entries[1] = new PollEntry(_stop.Descriptor, PollEvents.In);
        if (rest != TimeSpan.Zero)
            Libc.Poll(entries, rest);
    }
}
