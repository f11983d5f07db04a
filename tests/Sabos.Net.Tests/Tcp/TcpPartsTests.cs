using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>The small parts: sequence numbers, timers, round-trip times, the demultiplexer, initial sequence numbers, the scoreboard.</summary>
public sealed class TcpPartsTests : DialogueTests
{
    private static readonly byte[] s_seed = new byte[32];

    [Fact]
    public void SequenceNumber_Order_WrapsAround()
    {
        var before = new SequenceNumber(0xFFFF_FFF0);
        SequenceNumber after = before + 0x20;
        Assert.Equal(0x10u, after.Value);
        Assert.True(before < after && after > before && before <= after && after >= before);
        Assert.Equal(0x20, after - before);
        Assert.Equal(before, after - 0x20);
        Assert.True(after.IsInWindow(before, 0x21));
        Assert.False(after.IsInWindow(before, 0x20));
        Assert.False((before - 1).IsInWindow(before, 100));
        Assert.Equal(after, SequenceNumber.Later(before, after));
        Assert.Equal(before, SequenceNumber.Earlier(before, after));
    }

    [Fact]
    public void TimerQueue_RandomUse_ExpiresEachAtItsDeadline()
    {
        Random random = new(5);
        TimerQueue queue = new();
        Recorder[] owners = [.. Enumerable.Range(0, 200).Select(_ => new Recorder())];
        for (int round = 0; round < 400; round++)
        {
            Instant now = Instant.FromMilliseconds(round * 10);
            foreach (Recorder owner in owners.Where(_ => random.Next(10) == 0))
            {
                switch (random.Next(4))
                {
                    case 0:
                        queue.Set(owner.Timer, Instant.Never);
                        break;
                    case 1:
                        queue.Remove(owner.Timer);
                        break;
                    default:
                        queue.Set(owner.Timer, now + TimeSpan.FromMilliseconds(random.Next(1, 300)));
                        break;
                }

                owner.Expected = owner.Timer.Deadline;
            }

            Instant later = now + TimeSpan.FromMilliseconds(10);
            Recorder[] due = [.. owners.Where(owner => owner.Expected <= later)];
            Assert.All(owners.Where(owner => owner.Expected != Instant.Never), owner => Assert.True(queue.Next <= owner.Expected));
            queue.Run(later);
            Assert.All(owners, owner => Assert.Equal(due.Contains(owner) ? 1 : 0, owner.TakeExpirations()));
        }
    }

    [Fact]
    public void RttEstimator_FirstAndLaterSamples_FollowTheRfc()
    {
        RttEstimator estimator = new();
        Assert.Equal(TimeSpan.FromSeconds(1), estimator.Timeout);
        estimator.Sample(TimeSpan.FromMilliseconds(400), Instant.FromMilliseconds(1));
        Assert.Equal(400, estimator.Smoothed.TotalMilliseconds);
        Assert.Equal(200, estimator.Variation.TotalMilliseconds);
        Assert.Equal(1200, estimator.Timeout.TotalMilliseconds);
        estimator.Sample(TimeSpan.FromMilliseconds(480), Instant.FromMilliseconds(1));
        Assert.Equal(410, estimator.Smoothed.TotalMilliseconds);
        Assert.Equal(170, estimator.Variation.TotalMilliseconds);
        Assert.Equal(1090, estimator.Timeout.TotalMilliseconds);
        Assert.Equal(400, estimator.Minimum.TotalMilliseconds);
        estimator.BackOff();
        Assert.Equal(2180, estimator.Timeout.TotalMilliseconds);
        for (int i = 0; i < 100; i++)
        {
            estimator.BackOff();
        }

        Assert.Equal(RttEstimator.MaximumTimeout, estimator.Timeout);
        estimator.Sample(TimeSpan.FromMilliseconds(410), Instant.FromMilliseconds(1));
        Assert.True(estimator.Timeout < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void RttEstimator_PathThatBecameLonger_TheLeastRoundTripFollows()
    {
        RttEstimator estimator = new();
        Instant start = Instant.FromMilliseconds(1);
        estimator.Sample(TimeSpan.FromMilliseconds(10), start);
        for (int minute = 1; minute <= 11; minute++)
        {
            estimator.Sample(TimeSpan.FromMilliseconds(100 + minute), start + TimeSpan.FromMinutes(minute));
            Assert.Equal(minute < 10 ? 10 : 105, estimator.Minimum.TotalMilliseconds);
        }

        estimator.Sample(TimeSpan.FromMilliseconds(20), start + TimeSpan.FromMinutes(12));
        Assert.Equal(20, estimator.Minimum.TotalMilliseconds);
    }

    [Fact]
    public void ConnectionTable_RandomUse_AgreesWithADictionary()
    {
        Random random = new(9);
        ConnectionTable table = new(new EndpointHash(new StackRandom(new byte[32])));
        Dictionary<ConnectionKey, TimeWaitConnection> model = [];
        TcpContext context = new Dialogue().Tcp.Context;
        for (int i = 0; i < 20_000; i++)
        {
            var key = new ConnectionKey(
                new IpEndpoint(Dialogue.StackAddress, 80), new IpEndpoint(IpAddress.FromIpv4((uint)random.Next(64)), (ushort)random.Next(1, 32)));
            Assert.Same(model.GetValueOrDefault(key), table.Find(key));
            var target = new TimeWaitConnection(context, key, default, default, default, 0, null);
            if (!model.TryGetValue(key, out TimeWaitConnection? present))
            {
                table.Add(target);
                model.Add(key, target);
            }
            else if (random.Next(3) == 0)
            {
                table.Replace(present, target);
                model[key] = target;
            }
            else
            {
                table.Remove(present);
                model.Remove(key);
            }

            Assert.Equal(model.Count, table.Count);
            Assert.Same(model.GetValueOrDefault(key), table.Find(key));
        }

        Assert.Equal(model.Count, table.ToArray().Distinct().Count());
    }

    [Fact]
    public void InitialSequenceNumbers_DifferByEndpointsAndGrowWithTheClock()
    {
        InitialSequenceNumbers numbers = new(new StackRandom(s_seed));
        var key = new ConnectionKey(new IpEndpoint(Dialogue.StackAddress, 80), new IpEndpoint(Dialogue.PeerAddress, 4000));
        ConnectionKey other = key with { Remote = new IpEndpoint(Dialogue.PeerAddress, 4001) };
        Instant now = Instant.FromMilliseconds(1);
        Assert.NotEqual(numbers.Next(key, now), numbers.Next(other, now));
        Assert.NotEqual(numbers.TimestampOffset(key), numbers.TimestampOffset(other));

        // RFC 6528 3: a tick every 4 microseconds.
        Assert.Equal(250, numbers.Next(key, now + TimeSpan.FromMilliseconds(1)) - numbers.Next(key, now));
        byte[] another = new byte[32];
        another[5] = 1;
        Assert.NotEqual(numbers.Next(key, now), new InitialSequenceNumbers(new StackRandom(another)).Next(key, now));
    }

    [Fact]
    public void SentSegments_RandomUse_KeepTheirSums()
    {
        Random random = new(13);
        SentSegments sent = new();
        var next = new SequenceNumber(0xFFFF_F000);
        for (int i = 0; i < 20_000; i++)
        {
            int index = sent.Count == 0 ? -1 : random.Next(sent.Count);
            switch (random.Next(7))
            {
                case 0 when sent.Count > 0:
                    sent.RemoveFirst();
                    break;
                case 1 when sent.Count > 0 && sent[0].Length > 1:
                    sent.TrimFirst(1);
                    break;
                case 2 when index >= 0:
                    sent.Mark(index, SegmentMarks.Lost);
                    break;
                case 3 when index >= 0:
                    sent.Mark(index, SegmentMarks.Sacked);
                    sent.Clear(index, SegmentMarks.Lost);
                    break;
                case 4 when index >= 0 && sent[index].Length > 1:
                    sent.Split(index, random.Next(1, sent[index].Length));
                    break;
                case 5 when sent.FindLost() is int lost and >= 0:
                    Assert.True(sent[lost].Is(SegmentMarks.Lost));
                    Assert.All(Enumerable.Range(0, lost), j => Assert.False(sent[j].Is(SegmentMarks.Lost)));
                    sent.Retransmitted(lost, default);
                    break;
                default:
                    int length = random.Next(1, 1460);
                    sent.Append(next, length, default, SegmentMarks.None);
                    next += length;
                    break;
            }

            SentSegment[] all = [.. Enumerable.Range(0, sent.Count).Select(j => sent[j])];
            Assert.Equal(all.Sum(segment => segment.Length), sent.Bytes);
            Assert.Equal(all.Where(segment => segment.Is(SegmentMarks.Sacked)).Sum(segment => segment.Length), sent.SackedBytes);
            Assert.Equal(all.Where(segment => segment.Is(SegmentMarks.Lost)).Sum(segment => segment.Length), sent.LostBytes);
            Assert.True(all.Zip(all.Skip(1)).All(pair => pair.First.End == pair.Second.Start));
            Assert.Equal(all.Any(segment => segment.Is(SegmentMarks.Lost)), sent.FindLost() >= 0);
            if (index >= 0 && index < all.Length)
            {
                Assert.Equal(Array.FindIndex(all, segment => segment.End > all[index].Start), sent.FindFirstEndingAfter(all[index].Start));
            }

            if (sent.Count > 60)
            {
                sent.Clear();
            }
        }
    }

    private sealed class Recorder : ITimerOwner
    {
        private int _expirations;

        public Recorder() => Timer = new DeadlineTimer(this);

        public DeadlineTimer Timer { get; }

        public Instant Expected { get; set; } = Instant.Never;

        public void TimerExpired(Instant now)
        {
            Assert.True(Expected <= now);
            Expected = Instant.Never;
            _expirations++;
        }

        public int TakeExpirations()
        {
            int count = _expirations;
            _expirations = 0;
            return count;
        }
    }
}
