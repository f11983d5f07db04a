using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Bench.Http;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Boot;

/// <summary>The least memory of the machine, in MiB, with which the web server still answers a thousand requests on 64 connections.</summary>
internal static class LeastMemory
{
    private const int Connections = 64;
    private const int Requests = 1000;

    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<Measurement> Measurements() =>
    [
        new ColdMeasurement(
            [new Quantity("Memory", "least that still serves", "MiB", Preference.Less) { Goals = [Goal.AtMost(16)] }],
            async (guest, memory) => [await FindAsync(memory, memory => ServesAsync(guest, memory))])
        {
            IsTakenOnce = true,
        },
    ];

    /// <summary>Halves the interval in which it must be.</summary>
    /// <param name="upper">With so much it should serve.</param>
    /// <param name="servesAsync">Tries.</param>
    /// <exception cref="IOException">It does not.</exception>
    internal static async Task<int> FindAsync(int upper, Func<int, Task<bool>> servesAsync)
    {
        if (!await servesAsync(upper))
            throw new IOException($"It does not serve with {upper} MiB");
        int tooLittle = 0;
        int enough = upper;
        while (enough - tooLittle > 1)
        {
            int middle = tooLittle + (enough - tooLittle) / 2;
            if (await servesAsync(middle))
                enough = middle;
            else
                tooLittle = middle;
        }

        return enough;
    }

    private static async Task<bool> ServesAsync(Guest guest, int memory)
    {
        try
        {
            await using RunningGuest running = await RunningGuest.BootAsync(guest, new Conditions(GuestRole.WebServer), memory, s_attempt, seed: 0);
            using ClosedLoop client = await ClosedLoop.ConnectAsync(running, Connections);
            client.Run(Requests);
            return true;
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
