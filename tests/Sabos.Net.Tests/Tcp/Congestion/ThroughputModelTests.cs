using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Sabos.Tests;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>
/// How fast the stack sends over a lossy path, against the models of its congestion controls. The table is kept in ThroughputModel.approved.txt;
/// SABOS_APPROVE=1 writes it anew, after which the bounds still hold.
/// </summary>
public sealed class ThroughputModelTests
{
    private const int Mtu = 576;
    private const int SegmentSize = 536;

    // The first slow start ends here, lest it take long to arrive at the steady state from a window that is too large by far.
    private const int FirstLoss = 100;

    private static readonly string s_approved = Path.Combine(Repository.Root, "tests/Sabos.Net.Tests/Tcp/Congestion/ThroughputModel.approved.txt");

    [Fact]
    public void Throughput_UnderLoss_IsWhatTheModelsSay()
    {
        List<Cell> cells = [];
        foreach (CongestionControlAlgorithm algorithm in new[] { CongestionControlAlgorithm.NewReno, CongestionControlAlgorithm.Cubic })
        {
            foreach (int roundTrip in new[] { 50, 100 })
            {
                cells.Add(new Cell(algorithm, roundTrip, 0.0001, IsRandom: false));
                foreach (double loss in new[] { 0.001, 0.01, 0.03 })
                {
                    cells.Add(new Cell(algorithm, roundTrip, loss, IsRandom: false));
                    cells.Add(new Cell(algorithm, roundTrip, loss, IsRandom: true));
                }
            }
        }

        cells.ForEach(cell => cell.Measure());
        string table = Print(cells);
        if (Environment.GetEnvironmentVariable("SABOS_APPROVE") == "1")
        {
            File.WriteAllText(s_approved, table);
        }

        // A long fat path is what CUBIC is for.
        Assert.True(Find(cells, CongestionControlAlgorithm.Cubic, 0.0001) > 1.2 * Find(cells, CongestionControlAlgorithm.NewReno, 0.0001));
        Assert.All(cells, cell => Assert.True(cell.IsWithinBounds, $"{cell} is out of bounds:\n{table}"));
        Assert.Equal(File.ReadAllText(s_approved), table);
    }

    private static double Find(List<Cell> cells, CongestionControlAlgorithm algorithm, double loss) =>
        cells.Single(cell => cell.Algorithm == algorithm && cell.RoundTrip == 100 && cell.Loss == loss && !cell.IsRandom).Measured;

    private static string Print(List<Cell> cells)
    {
        StringBuilder table = new();
        table.Append("Throughput of one connection, kB/s: segments of 536 bytes, selective acknowledgments, no limit but the losses.\n");
        table.Append("Reno's model is sqrt(3/2)*MSS/(RTT*sqrt(p)); CUBIC's is RFC 9438 5.1, or Reno's where that is more.\n\n");
        table.Append("algorithm  RTT ms  loss %  losses    model  measured  ratio  timeouts\n");
        foreach (IGrouping<string, Cell> group in cells.GroupBy(cell => $"{cell.Algorithm} {cell.RoundTrip}"))
        {
            foreach (Cell cell in group.OrderBy(cell => cell.IsRandom).ThenBy(cell => cell.Loss))
            {
                table.Append(cell).Append('\n');
            }
        }

        return table.ToString();
    }

    private sealed record Cell(CongestionControlAlgorithm Algorithm, int RoundTrip, double Loss, bool IsRandom)
    {
        /// <summary>Bytes in a second.</summary>
        public double Measured { get; private set; }

        private long _timeouts;

        // The models know no recovery, which takes a round trip in which the window does not grow: one of a hundred at 0.01 %, one of five at 3 %.
        public bool IsWithinBounds => Ratio > (Loss < 0.02 ? 0.75 : 0.6) && Ratio < (IsRandom ? 1.3 : 1.1);

        private double Ratio => Measured / Model;

        // In bytes per second.
        private double Model
        {
            get
            {
                double seconds = RoundTrip / 1000.0;
                double reno = Math.Sqrt(1.5 / Loss);
                double cubic = Math.Pow(0.4 * 3.7 / (4 * 0.3), 0.25) * Math.Pow(seconds / Loss, 0.75);
                return (Algorithm == CongestionControlAlgorithm.Cubic ? Math.Max(reno, cubic) : reno) * SegmentSize / seconds;
            }
        }

        public void Measure()
        {
            Random random = new(7);
            int period = (int)(1 / Loss);
            Func<int, bool> loses = IsRandom
                ? number => number == FirstLoss || (number > FirstLoss && random.NextDouble() < Loss)
                : number => number == FirstLoss || number % period == period / 2;
            TcpSettings settings = new() { Timestamps = false, CongestionControl = Algorithm };
            BulkPath path = new(TimeSpan.FromMilliseconds(RoundTrip), settings, Mtu, loses);
            BulkFlow flow = path.Start();
            RunToLosses(path, IsRandom ? 20 : 4);
            long received = flow.Received;
            Instant start = path.Network.Clock.Now;
            _timeouts = path.Counters.RetransmissionTimeouts;
            RunToLosses(path, Loss < 0.001 ? 9 : IsRandom ? 100 : 24);
            Measured = (flow.Received - received) / (path.Network.Clock.Now - start).TotalSeconds;
            _timeouts = path.Counters.RetransmissionTimeouts - _timeouts;
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Algorithm,-9}  {RoundTrip,6}  {Loss * 100,6}  {(IsRandom ? "random" : "even"),-6}  {Model / 1000,7:F0}  {Measured / 1000,8:F0}  {Ratio,5:F2}  {_timeouts,8}");

        private static void RunToLosses(BulkPath path, int count) =>
            Assert.True(path.Network.RunUntil(() => path.Link.Lost >= count, TimeSpan.FromHours(1)), "the transfer stalled");
    }
}
