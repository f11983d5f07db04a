using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>The options that a peer and the stack have agreed on, and those that the peer writes.</summary>
internal sealed class PeerOptions(PeerPlan plan, Random random)
{
    private const uint FarthestJump = 1_000_000_000;

    private const int Largest = 40;

    private bool _isStackHeard;
    private bool _hasStackScale;
    private bool _hasStackSack;
    private bool _hasStackTimestamps;
    private uint _jumped = (uint)random.Next();
    private uint _echo;

    /// <summary>By which the windows of the stack are scaled; 0 unless both agree.</summary>
    public int StackShift { get; private set; }

    /// <summary>By which its own are.</summary>
    public int OwnShift { get; private set; }

    private bool OffersTimestamps => plan.Timestamps != TimestampHabit.None && (!_isStackHeard || _hasStackTimestamps);

    private bool OffersSack => plan.Sack != SackHabit.NotPermitted && (!_isStackHeard || _hasStackSack);

    public void TakeSyn(in TcpFrame frame)
    {
        _ = SegmentOptions.Read(frame.OptionBytes, out SegmentOptions options);
        _isStackHeard = true;
        _hasStackSack = options.SackPermitted;
        _hasStackTimestamps = options.Timestamps.HasValue;
        _echo = options.Timestamps?.Value ?? 0;
        bool isScaled = plan.WindowScale.HasValue && options.WindowScale.HasValue;
        StackShift = isScaled ? options.WindowScale!.Value : 0;
        OwnShift = isScaled ? plan.WindowScale!.Value : 0;
        _hasStackScale = options.WindowScale.HasValue;
    }

    /// <summary>A new connection begins; its clock goes on.</summary>
    public void Forget()
    {
        _isStackHeard = false;
        _echo = 0;
    }

    /// <summary>Remembers the timestamp of a segment that is in order.</summary>
    public void Take(in TcpFrame frame)
    {
        _ = SegmentOptions.Read(frame.OptionBytes, out SegmentOptions options);
        if (options.Timestamps is { } timestamps && (int)(timestamps.Value - _echo) > 0)
        {
            _echo = timestamps.Value;
        }
    }

    public byte[] ForSyn(Instant now)
    {
        List<byte> bytes = [];
        if (plan.MaximumSegmentSize is { } size)
        {
            bytes.AddRange([2, 4, (byte)(size >> 8), (byte)size]);
        }

        if (plan.WindowScale is { } shift && (!_isStackHeard || _hasStackScale))
        {
            bytes.AddRange([3, 3, shift]);
        }

        if (OffersSack)
        {
            bytes.AddRange([4, 2]);
        }

        if (OffersTimestamps)
        {
            AddTimestamps(bytes, Value(now), _echo);
        }

        return Padded(bytes);
    }

    public byte[] ForSegment(PeerReceiver receiver, Instant now)
    {
        List<byte> bytes = [];
        if (OffersTimestamps && plan.Timestamps != TimestampHabit.LeftOut)
        {
            uint value = Value(now);
            bool goesBack = plan.Timestamps == TimestampHabit.GoBack && random.Next(4) == 0;
            AddTimestamps(bytes, goesBack ? value - (uint)random.Next(1, 100_000) : value, plan.Timestamps == TimestampHabit.EchoGarbage ? (uint)random.Next() : _echo);
        }

        (uint Start, uint End)[] blocks = OffersSack ? [.. PeerBlocks.Choose(plan.Sack, receiver, random).Take((Largest - bytes.Count - 2) / 8)] : [];
        if (blocks.Length > 0)
        {
            bytes.AddRange([5, (byte)(2 + (8 * blocks.Length))]);
            foreach ((uint start, uint end) in blocks)
            {
                Add(bytes, start);
                Add(bytes, end);
            }
        }

        return Padded(bytes);
    }

    private static void AddTimestamps(List<byte> bytes, uint value, uint echo)
    {
        bytes.AddRange([8, 10]);
        Add(bytes, value);
        Add(bytes, echo);
    }

    private static void Add(List<byte> bytes, uint number)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, number);
        bytes.AddRange(word);
    }

    private static byte[] Padded(List<byte> bytes)
    {
        while (bytes.Count % 4 != 0)
        {
            bytes.Insert(0, 1);
        }

        return [.. bytes];
    }

    private uint Value(Instant now)
    {
        // Not so far in all that what comes after looks older than what came before (RFC 7323 5.2), whatever is lost between.
        if (plan.Timestamps == TimestampHabit.Jump && random.Next(20) == 0 && _jumped < FarthestJump)
        {
            _jumped += (uint)random.Next(86_400_000);
        }

        return plan.Timestamps == TimestampHabit.StandStill ? _jumped : _jumped + (uint)(now.Ticks / TimeSpan.TicksPerMillisecond);
    }
}
