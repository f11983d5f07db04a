using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// Puts fragments together (RFC 791 3.2, RFC 815; RFC 8200 4.5), within bounds of memory, number and time. Fragments that overlap in part end their
/// datagram: no honest sender makes them (RFC 5722 4). When there is no room the oldest datagram gives way.
/// </summary>
internal sealed class Reassembler
{
    /// <summary>Datagrams under way at a time.</summary>
    public const int MaxDatagrams = 64;

    /// <summary>256 KiB in all.</summary>
    public const int MaxPages = 128;

    // Oldest first; all have the same timeout, so it is also the order of the deadlines.
    private readonly List<PartialDatagram> _underWay = new(MaxDatagrams);
    private readonly Stack<PartialDatagram> _spare = new();
    private readonly PagePool _pool = new(MaxPages);
    private readonly StackClock _clock;
    private readonly IpCounters _counters;
    private readonly TimeSpan _timeout;
    private byte[] _whole = [];

    /// <summary>Made once for each version.</summary>
    /// <param name="clock">The stack's.</param>
    /// <param name="counters">The version's.</param>
    /// <param name="timeout">From the first fragment that arrives.</param>
    public Reassembler(StackClock clock, IpCounters counters, TimeSpan timeout)
    {
        _clock = clock;
        _counters = counters;
        _timeout = timeout;
    }

    public Instant NextPoll => _underWay.Count > 0 ? _underWay[0].Deadline : Instant.Never;

    public int Count => _underWay.Count;

    /// <summary>Bytes held by fragments.</summary>
    public int BytesHeld => (MaxPages - _pool.Available) * PagePool.PageSize;

    /// <summary>Takes a fragment. True: it was the last missing one, and the packet is whole; it is valid until the next call.</summary>
    public bool TryAdd(NetworkInterface receivedOn, in Fragment fragment, out ReadOnlySpan<byte> packet, out bool isWholeVerified)
    {
        packet = default;
        isWholeVerified = false;
        _counters.ReasmReqds++;
        PartialDatagram datagram = Find(fragment.Key) ?? Begin(fragment.Key, receivedOn);
        MakeRoom(datagram, fragment.Payload.Length);
        if (!datagram.TryAdd(fragment))
        {
            _counters.ReasmFails++;
            End(datagram);
            return false;
        }

        if (!datagram.IsComplete)
        {
            return false;
        }

        if (datagram.TotalLength <= datagram.MaxLength && !datagram.IsEcnContradictory)
        {
            if (_whole.Length == 0)
            {
                _whole = new byte[PartialDatagram.MaxLengthOfAny];
            }

            datagram.CopyTo(_whole);
            packet = _whole.AsSpan(0, datagram.TotalLength);
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
        datagram.Begin(key, receivedOn, _clock.Now + _timeout);
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
