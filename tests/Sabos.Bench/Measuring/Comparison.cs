using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
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

    private readonly IReadOnlyList<Guest> _guests;
    private readonly IReadOnlyList<Measurement> _measurements;
    private readonly int _memory;
    private readonly TextWriter _progress;
    private readonly Dictionary<(Measurement, Guest), Samples> _samples = [];

    /// <param name="guests">Whom to compare; ratios are of the first to the others.</param>
    /// <param name="measurements">By what.</param>
    /// <param name="memory">Of each machine, in MiB.</param>
    /// <param name="progress">Takes a line for each number.</param>
    public Comparison(IReadOnlyList<Guest> guests, IReadOnlyList<Measurement> measurements, int memory, TextWriter progress)
    {
        _guests = guests;
        _measurements = measurements;
        _memory = memory;
        _progress = progress;
        foreach (Measurement measurement in measurements)
        {
            foreach (Guest guest in guests)
                _samples.Add((measurement, guest), new Samples());
        }
    }

    public IReadOnlyList<Guest> Guests => _guests;

    public IReadOnlyList<Measurement> Measurements => _measurements;

    /// <summary>What has been measured so far.</summary>
    public Samples SamplesOf(Measurement measurement, Guest guest) => _samples[(measurement, guest)];

    /// <summary>Goes through some rounds.</summary>
    public async Task RunAsync(int rounds)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (Guest guest in _guests)
            {
                await _progress.WriteLineAsync($"round {round} of {rounds}, {guest.Name}");
                await RunAsync(guest, seed: round);
            }
        }
    }

    private async Task RunAsync(Guest guest, int seed)
    {
        await using RunningGuest running = await RunningGuest.BootAsync(guest, _memory, s_bootTime + s_longestMeasurement * _measurements.Count, seed);
        await TakeAsync(_measurements[0], running); // does not count: emulators translate code when it first runs
        foreach (Measurement measurement in _measurements)
        {
            Samples samples = SamplesOf(measurement, guest);
            if (await TakeAsync(measurement, running) is { } value)
                samples.Add(value);
            else
                samples.AddFailure();
        }
    }

    /// <summary>Null, and a line that says why, if it failed.</summary>
    private async Task<double?> TakeAsync(Measurement measurement, RunningGuest running)
    {
        string label = $"  {measurement.Group}: {measurement.Name}";
        try
        {
            double value = await measurement.RunAsync(running);
            await _progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{label}: {value:F2} {measurement.Unit}"));
            return value;
        }
        catch (IOException failure)
        {
            await _progress.WriteLineAsync($"{label}: failed: {failure.Message}");
            return null;
        }
    }
}
