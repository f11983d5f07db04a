using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// Puts fragments together (RFC 791 3.2, RFC 815), within bounds of memory, number and time. Fragments that overlap in part end their datagram:
/// no honest sender makes them. When there is no room the oldest datagram gives way.
/// </summary>
internal sealed class Ipv4Reassembler
{
    /// <summary>Datagrams under way at a time.</summary>
    public const int MaxDatagrams = 64;

    /// <summary>256 KiB in all.</summary>
    public const int MaxPages = 128;

    /// <summary>From the first fragment that arrives (RFC 791 3.2 has 15 s, RFC 1122 3.3.2 60 s or more; what has not come by now will not).</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // Oldest first; all have the same timeout, so it is also the order of the deadlines.
    private readonly List<PartialDatagram> _underWay = new(MaxDatagrams);
    private readonly Stack<PartialDatagram> _spare = new();
    private readonly PagePool _pool = new(MaxPages);
    private readonly StackClock _clock;
    private readonly IpCounters _counters;
    private byte[] _whole = [];

    public Ipv4Reassembler(StackClock clock, IpCounters counters)
    {
        _clock = clock;
        _counters = counters;
    }

    public Instant NextPoll => _underWay.Count > 0 ? _underWay[0].Deadline : Instant.Never;

    public int Count => _underWay.Count;

    /// <summary>Bytes held by fragments.</summary>
    public int BytesHeld => (MaxPages - _pool.Available) * PagePool.PageSize;

    /// <summary>Takes a fragment. True: it was the last missing one, and the packet is whole; it is valid until the next call.</summary>
    public bool TryAdd(NetworkInterface receivedOn, in Ipv4Packet fragment, bool checksumVerified, out ReadOnlySpan<byte> packet, out bool isWholeVerified)
    {
        packet = default;
        isWholeVerified = false;
        _counters.ReasmReqds++;
        FragmentKey key = new(fragment.Source.Ipv4Bits, fragment.Destination.Ipv4Bits, fragment.Identification, fragment.Protocol);
        PartialDatagram datagram = Find(key) ?? Begin(key, receivedOn);
        MakeRoom(datagram, fragment.Payload.Length);
        if (!datagram.TryAdd(fragment, checksumVerified))
        {
            _counters.ReasmFails++;
            End(datagram);
            return false;
        }

        if (!datagram.IsComplete)
        {
            return false;
        }

        int length = datagram.TotalLength;
        if (length <= ushort.MaxValue && !datagram.IsEcnContradictory)
        {
            if (_whole.Length == 0)
            {
                _whole = new byte[ushort.MaxValue];
            }

            datagram.CopyTo(_whole);
            packet = _whole.AsSpan(0, length);
            isWholeVerified = datagram.ChecksumVerified;
            _counters.ReasmOKs++;
        }
        else
        {
            _counters.ReasmFails++;
        }

        End(datagram);
        return !packet.IsEmpty;
    }

    /// <summary>
    /// Gives up one datagram whose time is over. True: there was one; its quotation, if the first fragment had come, is for the sender
    /// (time exceeded, RFC 792).
    /// </summary>
    public bool TryExpire(Span<byte> quotation, out int quoted, out NetworkInterface? receivedOn)
    {
        quoted = 0;
        receivedOn = null;
        if (NextPoll > _clock.Now)
        {
            return false;
        }

        PartialDatagram oldest = _underWay[0];
        receivedOn = oldest.Interface;
        if (oldest.HasFirst)
        {
            quoted = oldest.CopyQuotation(quotation);
        }

        _counters.ReasmFails++;
        End(oldest);
        return true;
    }

    private PartialDatagram? Find(in FragmentKey key)
    {
        foreach (PartialDatagram datagram in _underWay)
        {
            if (datagram.Key == key)
            {
                return datagram;
            }
        }

        return null;
    }

    private PartialDatagram Begin(in FragmentKey key, NetworkInterface receivedOn)
    {
        if (_underWay.Count == MaxDatagrams)
        {
            _counters.ReasmFails++;
            End(_underWay[0]);
        }

        PartialDatagram datagram = _spare.Count > 0 ? _spare.Pop() : new PartialDatagram(_pool);
        datagram.Begin(key, receivedOn, _clock.Now + Timeout);
        _underWay.Add(datagram);
        return datagram;
    }

    private void MakeRoom(PartialDatagram keep, int length)
    {
        int pages = (length / PagePool.PageSize) + 2;
        while (_pool.Available < pages && _underWay.Count > 1)
        {
            _counters.ReasmFails++;
            End(_underWay[0] == keep ? _underWay[1] : _underWay[0]);
        }
    }

    private void End(PartialDatagram datagram)
    {
        datagram.Release();
        _underWay.Remove(datagram);
        _spare.Push(datagram);
    }
}
