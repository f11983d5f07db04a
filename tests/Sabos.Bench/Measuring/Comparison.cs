using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Sabos.Bench.Measuring;

/// <summary>
/// Takes every measurement of every guest, round after round. In a round each guest boots, and goes through all measurements that share a boot, before
/// the next one boots: so what disturbs the host for a while disturbs them alike.
/// </summary>
internal sealed class Comparison
{
    private static readonly TimeSpan s_bootTime = TimeSpan.FromSeconds(60);

    // A stalled transfer is ended by its own limit, long before this.
    private static readonly TimeSpan s_longestMeasurement = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyList<Measurement> _measurements;
    private readonly int _memory;
    private readonly TextWriter _progress;
    private readonly Dictionary<(Quantity, Guest), Samples> _samples = [];

    /// <param name="guests">Whom to compare; ratios are of the first to the others.</param>
    /// <param name="measurements">By what.</param>
    /// <param name="memory">Of each machine, in MiB.</param>
    /// <param name="progress">Takes a line for each number.</param>
    public Comparison(IReadOnlyList<Guest> guests, IReadOnlyList<Measurement> measurements, int memory, TextWriter progress)
    {
        Guests = guests;
        Quantities = [.. measurements.SelectMany(measurement => measurement.Quantities)];
        _measurements = measurements;
        _memory = memory;
        _progress = progress;
        foreach (Quantity quantity in Quantities)
        {
            foreach (Guest guest in guests)
                _samples.Add((quantity, guest), new Samples(quantity.Better));
        }
    }

    public IReadOnlyList<Guest> Guests { get; }

    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>What has been measured so far.</summary>
    public Samples SamplesOf(Quantity quantity, Guest guest) => _samples[(quantity, guest)];

    /// <summary>How many times better a guest's median is than a peer's.</summary>
    public double Advantage(Quantity quantity, Guest guest, Guest peer) =>
        quantity.Advantage(SamplesOf(quantity, guest).Median, SamplesOf(quantity, peer).Median);

    /// <summary>Goes through a round; the first is 1.</summary>
    public async Task RunAsync(int round)
    {
        foreach (ColdMeasurement measurement in _measurements.OfType<ColdMeasurement>().Where(measurement => round == 1 || !measurement.IsTakenOnce))
            await RunAsync(measurement, round);
        foreach (IGrouping<Conditions, WarmMeasurement> boot in _measurements.OfType<WarmMeasurement>().GroupBy(measurement => measurement.Conditions))
        {
            foreach (Guest guest in Guests)
            {
                await AnnounceAsync(round, guest);
                await RunAsync(guest, boot.Key, [.. boot], seed: round);
            }
        }
    }

    private async Task RunAsync(ColdMeasurement measurement, int round)
    {
        foreach (Guest guest in Guests.Where(guest => measurement.Applies(guest)))
        {
            await AnnounceAsync(round, guest);
            if (round == 1 && !measurement.IsTakenOnce)
                await TakeAsync(guest, "does not count"); // our own code is compiled when it first runs, and files are read
            Add(measurement, guest, await TakeAsync(guest));
        }

        Task<IReadOnlyList<double>?> TakeAsync(Guest guest, string remark = "") => TryAsync(measurement, () => measurement.TakeAsync(guest, _memory), remark);
    }

    private async Task RunAsync(Guest guest, Conditions conditions, IReadOnlyList<WarmMeasurement> measurements, int seed)
    {
        await using RunningGuest? running = await BootAsync(guest, conditions, s_bootTime + s_longestMeasurement * measurements.Count, seed);
        if (running is not null)
            await TakeAsync(measurements[0], running, "does not count"); // emulators translate code when it first runs
        foreach (WarmMeasurement measurement in measurements)
            Add(measurement, guest, running is null ? null : await TakeAsync(measurement, running));

        Task<IReadOnlyList<double>?> TakeAsync(WarmMeasurement measurement, RunningGuest running, string remark = "") => TryAsync(
            measurement,
            () =>
            {
                running.EnsureRuns();
                return measurement.TakeAsync(running);
            },
            remark);
    }

    /// <summary>Null, and a line that says why, if it failed.</summary>
    private async Task<RunningGuest?> BootAsync(Guest guest, Conditions conditions, TimeSpan deadline, int seed)
    {
        try
        {
            return await RunningGuest.BootAsync(guest, conditions, _memory, deadline, seed);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            await _progress.WriteLineAsync($"  did not boot: {failure.Message}");
            return null;
        }
    }

    /// <inheritdoc cref="BootAsync" path="/summary"/>
    private async Task<IReadOnlyList<double>?> TryAsync(Measurement measurement, Func<Task<IReadOnlyList<double>>> takeAsync, string remark)
    {
        try
        {
            IReadOnlyList<double> values = await takeAsync();
            foreach ((Quantity quantity, double value) in measurement.Quantities.Zip(values))
                await _progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {quantity.Group}: {quantity.Name}: {value:F2} {quantity.Unit} {remark}").TrimEnd());
            return values;
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            await _progress.WriteLineAsync($"  {measurement.Quantities[0].Group}: {measurement.Quantities[0].Name}: failed: {failure.Message}");
            return null;
        }
    }

    private Task AnnounceAsync(int round, Guest guest) => _progress.WriteLineAsync($"round {round}, {guest.Name}");

    private void Add(Measurement measurement, Guest guest, IReadOnlyList<double>? values)
    {
        for (int i = 0; i < measurement.Quantities.Count; i++)
        {
            Samples samples = SamplesOf(measurement.Quantities[i], guest);
            if (values is null)
                samples.AddFailure();
            else
                samples.Add(values[i]);
        }
    }
}
