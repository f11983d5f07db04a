using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>ping</c>: ICMP echo requests, the answers' times and a summary.</summary>
internal sealed class PingCommand(TimeProvider time) : ICommand
{
    private const int DefaultCount = 4;
    private const int DefaultSize = 56;
    private const int MaximumSize = 65500; // the most that System.Net.NetworkInformation.Ping takes

    public string Name => "ping";

    public string Usage => "[-4|-6] [-c COUNT] [-i SECONDS] [-s BYTES] [-W SECONDS] HOST";

    public string Summary => "echo requests to a host";

    public async Task RunAsync(CommandContext context)
    {
        PingRequest request = Parse(context);
        IPAddress address = (await HostName.ResolveAsync(request.Host, request.Family, context.Cancellation).ConfigureAwait(false))[0];
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            throw new UsageException($"{address} is no host's address");
        byte[] payload = new byte[request.Size];
        for (int i = 0; i < payload.Length; i++)
            payload[i] = (byte)i;

        context.Output.WriteLine($"PING {request.Host} ({address}) {Quantity.Number(payload.Length)} bytes of data");
        PingStatistics statistics = new();
        try
        {
            for (int sequence = 1; sequence <= request.Count; sequence++)
            {
                if (sequence > 1)
                    await Task.Delay(request.Interval, time, context.Cancellation).ConfigureAwait(false);
                await SendAsync(address, request.Timeout, payload, sequence, statistics, context).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // ^C ends the series; the summary follows.
            context.Output.WriteLine();
        }

        context.Output.WriteLine($"--- {request.Host} ping statistics ---");
        statistics.WriteTo(context.Output);
    }

    private async Task SendAsync(
        IPAddress address, TimeSpan timeout, byte[] payload, int sequence, PingStatistics statistics, CommandContext context)
    {
        using Ping ping = new();
        long sent = time.GetTimestamp();
        PingReply reply = await ping.SendPingAsync(address, timeout, payload, options: null, context.Cancellation).ConfigureAwait(false);
        TimeSpan elapsed = time.GetElapsedTime(sent);
        TextWriter output = context.Output;
        if (reply.Status == IPStatus.Success)
        {
            statistics.AddReply(elapsed);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{payload.Length} bytes from {reply.Address}: seq={sequence} time={elapsed.TotalMilliseconds:F2} ms"));
        }
        else
        {
            statistics.AddLoss();
            string reason = reply.Status == IPStatus.TimedOut ? "no answer" : $"{reply.Status} from {reply.Address}";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seq={sequence} {reason}"));
        }

        await output.FlushAsync(context.Cancellation).ConfigureAwait(false);
    }

    private static PingRequest Parse(CommandContext context)
    {
        OptionReader reader = new(context.Arguments);
        int count = DefaultCount;
        int size = DefaultSize;
        double interval = 1;
        double timeout = 2;
        AddressFamily family = AddressFamily.Unspecified;
        while (reader.TryTakeOption(out char option))
        {
            switch (option)
            {
                case '4':
                    family = AddressFamily.InterNetwork;
                    break;
                case '6':
                    family = AddressFamily.InterNetworkV6;
                    break;
                case 'c':
                    count = (int)reader.TakeNumber(1, int.MaxValue);
                    break;
                case 'i':
                    interval = reader.TakeNumber(0, 3600);
                    break;
                case 's':
                    size = (int)reader.TakeNumber(0, MaximumSize);
                    break;
                case 'W':
                    timeout = reader.TakeNumber(0.001, 3600);
                    break;
                default:
                    throw new UsageException($"unknown option -{option}");
            }
        }

        return new PingRequest(reader.TakeOnlyOperand(), family, count, size, TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(timeout));
    }

    private sealed record PingRequest(string Host, AddressFamily Family, int Count, int Size, TimeSpan Interval, TimeSpan Timeout);
}
