using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Sabos.Bench.Measuring;

/// <summary>
/// Takes every measurement of every guest, round after round. In a round each guest boots, and goes through all measurements, before the next one
/// boots: so what disturbs the host for a while disturbs them alike.
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

    /// <summary>Goes through some rounds.</summary>
    public async Task RunAsync(int rounds)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (IGrouping<Conditions, Measurement> boot in _measurements.GroupBy(measurement => measurement.Conditions))
            {
                foreach (Guest guest in Guests)
                {
                    await _progress.WriteLineAsync($"round {round} of {rounds}, {guest.Name}");
                    await RunAsync(guest, boot.Key, [.. boot], seed: round);
                }
            }
        }
    }

    private async Task RunAsync(Guest guest, Conditions conditions, IReadOnlyList<Measurement> measurements, int seed)
    {
        await using RunningGuest? running = await BootAsync(guest, conditions, s_bootTime + s_longestMeasurement * measurements.Count, seed);
        if (running is not null)
            await TakeAsync(measurements[0], running); // does not count: emulators translate code when it first runs
        foreach (Measurement measurement in measurements)
        {
            if (running is not null && await TakeAsync(measurement, running) is { } values)
                Add(measurement, guest, values);
            else
                AddFailure(measurement, guest);
        }
    }

    /// <summary>Null, and a line that says why, if it failed.</summary>
    private async Task<RunningGuest?> BootAsync(Guest guest, Conditions conditions, TimeSpan deadline, int seed)
    {
        try
        {
            return await RunningGuest.BootAsync(guest, conditions, _memory, deadline, seed);
        }
        catch (IOException failure)
        {
            await _progress.WriteLineAsync($"  did not boot: {failure.Message}");
            return null;
        }
    }

    private void Add(Measurement measurement, Guest guest, IReadOnlyList<double> values)
    {
        foreach ((Quantity quantity, double value) in measurement.Quantities.Zip(values))
            SamplesOf(quantity, guest).Add(value);
    }

    private void AddFailure(Measurement measurement, Guest guest)
    {
        foreach (Quantity quantity in measurement.Quantities)
            SamplesOf(quantity, guest).AddFailure();
    }

    /// <inheritdoc cref="BootAsync" path="/summary"/>
    private async Task<IReadOnlyList<double>?> TakeAsync(Measurement measurement, RunningGuest running)
    {
        try
        {
            IReadOnlyList<double> values = await measurement.TakeAsync(running);
            foreach ((Quantity quantity, double value) in measurement.Quantities.Zip(values))
                await _progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {quantity.Group}: {quantity.Name}: {value:F2} {quantity.Unit}"));
            return values;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await _progress.WriteLineAsync($"  {measurement.Quantities[0].Group}: {measurement.Quantities[0].Name}: failed: {failure.Message}");
            return null;
        }
    }
}
