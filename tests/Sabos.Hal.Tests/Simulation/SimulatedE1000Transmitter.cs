using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>
/// The 82540EM's transmitter, from the manual's words and not from the driver's: reads descriptors, completes checksums, cuts segments, and marks what was sent.
/// </summary>
internal sealed class SimulatedE1000Transmitter(SimulatedMachine machine, SimulatedE1000 device)
{
    private const int Base = 0x3800;
    private const int Head = Base + 0x10;
    private const int Tail = Base + 0x18;

    private readonly List<byte> _frame = [];
    private Context? _checksums;
    private Context? _segments;
    private uint _options;

    /// <summary>What went over the wire.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>Contexts that were loaded.</summary>
    public int Contexts { get; private set; }

    /// <summary>Frames that were handed over, whatever was made of each.</summary>
    public int Frames { get; private set; }

    /// <summary>Whether a doorbell makes it send at once; otherwise <see cref="SendPending"/> does.</summary>
    public bool SendsAtOnce { get; set; } = true;

    /// <summary>It fails a test if the driver breaks a rule. A liar changes the driver's descriptors, and cannot complain.</summary>
    public bool IsStrict { get; set; } = true;

    public bool HasPending => device[Head] != device[Tail];

    public void Reset()
    {
        _frame.Clear();
        _checksums = _segments = null;
    }

    public void Ring()
    {
        if (SendsAtOnce)
            SendPending();
    }

    /// <summary>Sends frames, as many as that. Returns how many there were.</summary>
    public int SendPending(int frames = int.MaxValue)
    {
        int sent = 0;
        for (int steps = 0; sent < frames && HasPending && (device[0x0400] & 2) != 0 && steps < 4096; steps++)
            sent += Step() ? 1 : 0;
        return sent;
    }

    // One descriptor; true if it ended a frame.
    private bool Step()
    {
        uint count = device[Base + 8] / 16;
        Check(device[Tail] < count);
        ulong ring = device[Base] | ((ulong)device[Base + 4] << 32);
        Span<byte> descriptor = machine.Translate(ring + (device[Head] * 16), 16);
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(descriptor);
        ulong second = BinaryPrimitives.ReadUInt64LittleEndian(descriptor[8..]);
        Check((second & (1UL << 29)) != 0); // DEXT
        bool ends = false;
        if (((second >> 20) & 0xF) == 0)
            Load(first, second);
        else
            ends = Append(first, second);

        bool reports = (second & (1UL << 27)) != 0;
        Check(reports == ends);
        if (reports)
            BinaryPrimitives.WriteUInt64LittleEndian(descriptor[8..], second | (1UL << 32));
        device[Head] = (device[Head] + 1) % count;
        if (reports)
            device.Raise(SimulatedE1000.TransmitDone);
        return ends;
    }

    private void Load(ulong first, ulong second)
    {
        Contexts++;
        Context context = new(first, second);
        Check(_frame.Count == 0 && (second & (0xFUL << 32)) == 0 && context.TransportStart > context.IpStart);
        if (context.IsSegmentation)
            _segments = context;
        else
            _checksums = context;
    }

    private bool Append(ulong address, ulong second)
    {
        int length = (int)(second & 0xF_FFFF);
        Check(length is > 0 and <= 16_288 && (second & (1UL << 25)) != 0); // IFCS
        uint options = (uint)(second >> 40) & 0xFF;
        bool isCut = (second & (1UL << 26)) != 0;
        if (_frame.Count == 0)
            _options = options;
        Check(options == _options);
        Span<byte> piece = machine.Translate(address, length);
        Check(piece.Length == length);
        _frame.AddRange(piece);
        if ((second & (1UL << 24)) == 0)
            return false;

        Frames++;
        byte[] frame = [.. _frame];
        _frame.Clear();
        if (isCut && _segments is { } segments)
            Cut(frame, segments);
        else
            SendWhole(frame);
        return true;
    }

    private void SendWhole(byte[] frame)
    {
        if ((_options & 2) != 0)
        {
            Check(_checksums is not null);
            if (_checksums is { } context)
                Insert(frame, context.TransportStart, context.TransportOffset);
        }

        Check((_options & 1) == 0);
        Sent.Add(frame);
    }

    // 3.5.9: what changes from segment to segment.
    private void Cut(byte[] frame, Context context)
    {
        Check(_options == 3 && context.IsIpv4 && context.IsTcp && context.HeaderLength <= 240 && context.SegmentSize > 0);
        Check(frame.Length == context.HeaderLength + context.Payload);
        if (frame.Length < context.HeaderLength + context.Payload || context.SegmentSize == 0 || context.HeaderLength < context.TransportStart + 20)
            return;
        int ip = context.IpStart;
        int tcp = context.TransportStart;
        for (int sent = 0; sent < context.Payload; sent += context.SegmentSize)
        {
            int size = Math.Min(context.SegmentSize, context.Payload - sent);
            byte[] segment = [.. frame[..context.HeaderLength], .. frame.AsSpan(context.HeaderLength + sent, size)];
            AddWord(segment, ip + 2, segment.Length - ip);
            AddWord(segment, ip + 4, sent / context.SegmentSize);
            BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(tcp + 4), BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(tcp + 4)) + (uint)sent);
            if (sent + size < context.Payload)
                segment[tcp + 13] &= 0b1111_0110; // PSH and FIN go with the last one
            AddOnesComplement(segment, context.TransportOffset, segment.Length - tcp);
            Insert(segment, tcp, context.TransportOffset);
            Insert(segment.AsSpan(0, Math.Min(context.IpEnd + 1, segment.Length)), ip, context.IpOffset);
            Sent.Add(segment);
        }
    }

    private static void AddWord(Span<byte> bytes, int offset, int value) =>
        BinaryPrimitives.WriteUInt16BigEndian(bytes[offset..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]) + value));

    private static void AddOnesComplement(Span<byte> bytes, int offset, int value)
    {
        int sum = BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]) + value;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[offset..], (ushort)((sum & 0xFFFF) + (sum >> 16)));
    }

    // The sum of all words, that in the field included.
    private static void Insert(Span<byte> bytes, int start, int offset)
    {
        uint sum = 0;
        for (int i = start; i < bytes.Length; i++)
            sum += (uint)bytes[i] << (((i - start) & 1) == 0 ? 8 : 0);
        while (sum >> 16 != 0)
            sum = (sum & 0xFFFF) + (sum >> 16);
        if (offset + 2 <= bytes.Length)
            BinaryPrimitives.WriteUInt16BigEndian(bytes[offset..], (ushort)~sum);
    }

    private void Check(bool holds)
    {
        if (IsStrict)
            Assert.True(holds, "The driver broke a rule of the transmit ring.");
    }

    /// <summary>What a context descriptor says (3.3.6).</summary>
    private readonly record struct Context(ulong First, ulong Second)
    {
        public int IpStart => (byte)First;

        public int IpOffset => (byte)(First >> 8);

        public int IpEnd => (ushort)(First >> 16);

        public int TransportStart => (byte)(First >> 32);

        public int TransportOffset => (byte)(First >> 40);

        public int Payload => (int)(Second & 0xF_FFFF);

        public bool IsTcp => (Second & (1UL << 24)) != 0;

        public bool IsIpv4 => (Second & (1UL << 25)) != 0;

        public bool IsSegmentation => (Second & (1UL << 26)) != 0;

        public int HeaderLength => (byte)(Second >> 40);

        public int SegmentSize => (ushort)(Second >> 48);
    }
}
