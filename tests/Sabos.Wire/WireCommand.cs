using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Net.Simulation;

namespace Sabos.Wire;

/// <summary>Relays between a TAP device and QEMU until Ctrl-C, then tells what was done to the frames.</summary>
internal sealed class WireCommand : RootCommand
{
    private static readonly FaultProfile s_usual = new();

    private readonly Option<string> _tap = new("--tap") { Description = "The TAP device; made if there is none", DefaultValueFactory = _ => "tap0" };
    private readonly Option<string> _socket = new("--socket") { Description = "Unix sockets to QEMU: PATH.guest and PATH.wire", DefaultValueFactory = _ => "/tmp/sabos", HelpName = "PATH" };
    private readonly Option<double> _loss = Probability("--loss", "Frames lost");
    private readonly Option<double> _duplication = Probability("--duplicate", "Frames that arrive twice");
    private readonly Option<double> _corruption = Probability("--corrupt", "IP packets with one bit turned over");
    private readonly Option<double> _reordering = Probability("--reorder", "Frames held back, so that later ones overtake them");
    private readonly Option<TimeSpan> _reorderDelay = Time("--reorder-delay", "How long these are held back", s_usual.ReorderDelay);
    private readonly Option<TimeSpan> _delay = Time("--delay", "How long every frame is under way", TimeSpan.Zero);
    private readonly Option<TimeSpan> _jitter = Time("--jitter", "By how much of this more, at random", TimeSpan.Zero);
    private readonly Option<long> _rate = Size("--rate", "Bits a second that pass; 0: any number", 0, 1000);
    private readonly Option<long> _queue = Size("--queue", "Bytes that may wait for that", s_usual.QueueBytes, 1024);
    private readonly Option<int> _seed = new("--seed") { Description = "Same seed, same draws", DefaultValueFactory = _ => 1 };

    public WireCommand()
        : base("A wire between QEMU and a TAP device that does to frames, either way, what a bad path does.")
    {
        foreach (Option option in (Option[])[_tap, _socket, _loss, _duplication, _corruption, _reordering, _reorderDelay, _delay, _jitter, _rate, _queue, _seed])
            Options.Add(option);
        SetAction(RunAsync);
    }

    private static Option<double> Probability(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "1%",
        CustomParser = result => Quantity.Parse<double>(result, Quantity.TryParseProbability),
    };

    private static Option<TimeSpan> Time(string name, string description, TimeSpan usual) => new(name)
    {
        Description = description,
        HelpName = "50ms",
        DefaultValueFactory = _ => usual,
        CustomParser = result => Quantity.Parse<TimeSpan>(result, Quantity.TryParseTime),
    };

    private static Option<long> Size(string name, string description, long usual, int kilo) => new(name)
    {
        Description = description,
        HelpName = "100M",
        DefaultValueFactory = _ => usual,
        CustomParser = result => Quantity.Parse(result, (string text, out long value) => Quantity.TryParseSize(text, kilo, out value)),
    };

    private async Task<int> RunAsync(ParseResult words, CancellationToken cancellation)
    {
        string socket = words.GetValue(_socket)!;
        string tap = words.GetValue(_tap)!;
        using Relay relay = new(new TapPort(tap), new DatagramPort($"{socket}.wire", $"{socket}.guest"), ProfileOf(words), words.GetValue(_seed));
        Console.WriteLine($"""
            {tap} is one end of the wire: ip address add 10.88.0.1/24 dev {tap}; ip link set {tap} up
            the other: qemu-system-x86_64 -netdev dgram,id=net,local.type=unix,local.path={socket}.guest,remote.type=unix,remote.path={socket}.wire
            Ctrl-C ends it.
            """);
        TaskCompletionSource ended = new();
        using (cancellation.Register(ended.SetResult))
            await ended.Task;
        Console.WriteLine($"""
            to the guest: {relay.ToRight}
            from the guest: {relay.ToLeft}
            """);
        return 0;
    }

    private FaultProfile ProfileOf(ParseResult words) => new()
    {
        Delay = words.GetValue(_delay),
        Jitter = words.GetValue(_jitter),
        BitsPerSecond = words.GetValue(_rate),
        QueueBytes = checked((int)words.GetValue(_queue)),
        Loss = words.GetValue(_loss),
        Duplication = words.GetValue(_duplication),
        Corruption = words.GetValue(_corruption),
        Reordering = words.GetValue(_reordering),
        ReorderDelay = words.GetValue(_reorderDelay),
    };
}
