using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Shell;
using Sabos.Sockets;

namespace Sabos.Image;

/// <summary><c>capture</c>: records what passes an interface; httpd hands the recording out (see <see cref="CaptureResource"/>).</summary>
internal sealed class CaptureCommand(NetworkLoop loop, TimeProvider time) : ICommand
{
    private const int Kibibyte = 1024;
    private const int MaxKibibytes = 64 * 1024;

    public string Name => "capture";

    public string Usage => "[start [-s BYTES] [-k KIB] [INTERFACE] | stop [INTERFACE]]";

    public string Summary => "record packets for Wireshark: the newest KIB, BYTES of each";

    public Task RunAsync(CommandContext context)
    {
        Run(new Queue<string>(context.Arguments), context.Output);
        return Task.CompletedTask;
    }

    private void Run(Queue<string> words, TextWriter output)
    {
        switch (words.TryDequeue(out string? verb) ? verb : null)
        {
            case null:
                break;
            case "start":
                Start(words);
                break;
            case "stop":
                using (loop.Enter())
                    TakeInterface(words).StopCapture();
                break;
            default:
                throw new UsageException();
        }

        bool isAnything = false;
        using (loop.Enter())
        {
            foreach (NetworkInterface each in loop.Stack.Interfaces)
            {
                if (each.Capture is not { } capture)
                    continue;
                isAnything = true;
                output.WriteLine(Describe(each, capture));
            }
        }

        if (!isAnything)
            output.WriteLine("nothing was recorded; 'capture start' begins");
    }

    private void Start(Queue<string> words)
    {
        CaptureOptions options = new();
        while (words.TryPeek(out string? option) && option is "-s" or "-k")
        {
            words.Dequeue();
            options = option == "-s"
                ? options with { SnapshotLength = TakeNumber(words, option, PcapFormat.MaxSnapshotLength) }
                : options with { Capacity = Math.Max(CaptureOptions.MinCapacity, Kibibyte * TakeNumber(words, option, MaxKibibytes)) };
        }

        using (loop.Enter())
        {
            NetworkInterface chosen = TakeInterface(words);
            chosen.StartCapture(options with { UnixTimeOfZero = time.GetUtcNow() - DateTimeOffset.UnixEpoch - (loop.Stack.Now - default(Instant)) });
        }
    }

    private NetworkInterface TakeInterface(Queue<string> words)
    {
        string? name = words.TryDequeue(out string? word) ? word : null;
        if (words.Count > 0)
            throw new UsageException();
        IReadOnlyList<NetworkInterface> all = loop.Stack.Interfaces;
        if (name is null)
            return all[all.Count > 1 ? 1 : 0];
        foreach (NetworkInterface each in all)
        {
            if (each.Name == name)
                return each;
        }

        throw new UsageException($"there is no interface {name}");
    }

    private static int TakeNumber(Queue<string> words, string option, int maximum) =>
        words.TryDequeue(out string? word) && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= maximum
            ? number
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} wants a number from 1 to {maximum}"));

    private static string Describe(NetworkInterface source, PacketCapture capture) => string.Create(
        CultureInfo.InvariantCulture,
        $"{source.Name}: {(source.IsCapturing ? "recording" : "stopped")}, {capture.Frames} frames, {capture.Overwritten} of them overwritten: {CaptureResource.PathOf(source)}");
}
