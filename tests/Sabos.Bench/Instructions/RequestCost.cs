using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Bench.Http;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Instructions;

/// <summary>The instructions that a guest executes for a request, on a connection that is kept or on a new one, all included that happens meanwhile.</summary>
internal static class RequestCost
{
    private const int Requests = 2000;
    private const int ConnectionsInTurn = 16;

    private static readonly int[] s_connections = [1, 16, 64];

    public static IReadOnlyList<Measurement> Measurements() =>
    [
        .. s_connections.Select(connections => new WarmMeasurement(
            [
                new Quantity("HTTP, instructions", connections == 1 ? "for a request, 1 connection" : $"for a request, {connections} connections", "instructions", Preference.Less)
                {
                    Goals = [Goal.AtMost(9000)],
                },
            ],
            new Conditions(GuestRole.WebServer) { CountsInstructions = true },
            guest => CountAsync(guest, connections))),
        new WarmMeasurement(
            [new Quantity("HTTP, instructions", "for a request on a new connection", "instructions", Preference.Less)],
            new Conditions(GuestRole.WebServer) { CountsInstructions = true },
            CountNewAsync),
    ];

    private static async Task<IReadOnlyList<double>> CountAsync(RunningGuest guest, int connections)
    {
        using ClosedLoop client = await ClosedLoop.ConnectAsync(guest, connections);
        client.Run(Requests); // buffers reach their size, caches fill
        long before = guest.Instructions;
        client.Run(Requests);
        return [(double)(guest.Instructions - before) / Requests];
    }

    private static async Task<IReadOnlyList<double>> CountNewAsync(RunningGuest guest)
    {
        await NewConnections.RunAsync(guest, Requests, ConnectionsInTurn);
        long before = guest.Instructions;
        await NewConnections.RunAsync(guest, Requests, ConnectionsInTurn);
        return [(double)(guest.Instructions - before) / Requests];
    }
}
