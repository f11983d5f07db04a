using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A datagram of which some fragments have arrived. Its payload lies in pages, so that it takes memory for what it holds only.</summary>
internal sealed class PartialDatagram(PagePool pool)
{
    /// <summary>The length of the longest packet: IPv6 does not count its header.</summary>
    public const int MaxLengthOfAny = ushort.MaxValue + Ipv6Header.Size;

    /// <summary>The longest header that is taken: more than any of IPv4, and extension headers beyond what is of use.</summary>
    public const int MaxHeader = 256;

    private readonly byte[]?[] _pages = new byte[]?[(ushort.MaxValue / PagePool.PageSize) + 1];
    private readonly byte[] _header = new byte[MaxHeader];
    private readonly ReceivedRanges _ranges = new();
    private int _headerLength;
    private bool _isMarked;
    private bool _isUnmarkable;
    private int _length;

    public FragmentKey Key { get; private set; }

    public Instant Deadline { get; private set; }

    public NetworkInterface? Interface { get; private set; }

    /// <summary>The device vouches for the transport checksum of every fragment.</summary>
    public bool ChecksumVerified { get; private set; }

    /// <summary>The fragment at offset 0 is here, without which no error may be sent (RFC 1122 3.3.2).</summary>
    public bool HasFirst => _headerLength != 0;

    /// <summary>
    /// One fragment was marked as congested though another said that its transport does not take part: the datagram must not be delivered, for the mark could
    /// be neither kept nor dropped (RFC 3168 5.3).
    /// </summary>
    public bool IsEcnContradictory => _isMarked && _isUnmarkable;

    public bool IsComplete => HasFirst && _length >= 0 && _ranges.IsComplete(_length);

    public int TotalLength => _headerLength + _length;

    /// <summary>What the header's length field can say.</summary>
    public int MaxLength => Key.Source.IsIpv4 ? ushort.MaxValue : MaxLengthOfAny;

    public void Begin(in FragmentKey key, NetworkInterface receivedOn, Instant deadline)
    {
        Key = key;
        Interface = receivedOn;
        Deadline = deadline;
        ChecksumVerified = true;
        _headerLength = 0;
        _isMarked = false;
        _isUnmarkable = false;
        _length = -1;
        _ranges.Clear();
    }

    /// <summary>Adds a fragment. False: the datagram contradicts itself, or there is no room; it is to be given up.</summary>
    public bool TryAdd(in Fragment fragment)
    {
        int start = fragment.Offset;
        int end = start + fragment.Payload.Length;
        bool isLast = !fragment.MoreFragments;
        if (end == start
            || end > ushort.MaxValue
            || fragment.Header.Length > MaxHeader
            || (!isLast && (fragment.Payload.Length & 7) != 0)
            || (_length >= 0 && (end > _length || (isLast && end != _length)))
            || (isLast && _ranges.End > end))
        {
            return false;
        }

        switch (_ranges.Add(start, end))
        {
            case ReceivedRanges.Outcome.Refused:
                return false;
            case ReceivedRanges.Outcome.Duplicate:
                return true;
        }

        if (isLast)
        {
            _length = end;
        }

        if (start == 0)
        {
            _headerLength = fragment.Header.Length;
            fragment.Header.CopyTo(_header);
        }

        byte ecn = EcnField.Of(fragment.TrafficClass);
        _isMarked |= ecn == EcnField.CongestionExperienced;
        _isUnmarkable |= ecn == EcnField.NotCapable;
        ChecksumVerified &= fragment.ChecksumVerified;
        return TryStore(start, fragment.Payload);
    }

    /// <summary>Writes the whole packet: the first fragment's header with the whole length, and the payload.</summary>
    /// <param name="packet">At least <see cref="TotalLength"/> bytes.</param>
    public void CopyTo(Span<byte> packet)
    {
        WriteHeader(packet);
        CopyPayload(packet.Slice(_headerLength, _length));
    }

    /// <summary>Writes what an error quotes: the header as it came and the first bytes of the payload. Returns how many bytes that is.</summary>
    public int CopyQuotation(Span<byte> quotation)
    {
        const int Quoted = 8;
        _header.AsSpan(0, _headerLength).CopyTo(quotation);
        CopyPayload(quotation.Slice(_headerLength, Quoted));
        return _headerLength + Quoted;
    }

    public void Release()
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            if (_pages[i] is { } page)
            {
                pool.Return(page);
                _pages[i] = null;
            }
        }
    }

    private bool TryStore(int offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int index = offset / PagePool.PageSize;
            if (_pages[index] is null && !pool.TryRent(out _pages[index]))
            {
                return false;
            }

            int within = offset % PagePool.PageSize;
            int length = Math.Min(bytes.Length, PagePool.PageSize - within);
            bytes[..length].CopyTo(_pages[index].AsSpan(within));
            bytes = bytes[length..];
            offset += length;
        }

        return true;
    }

    private void WriteHeader(Span<byte> packet)
    {
        Span<byte> header = packet[.._headerLength];
        _header.AsSpan(0, _headerLength).CopyTo(header);
        byte mark = _isMarked ? EcnField.CongestionExperienced : (byte)0;
        if (Key.Source.IsIpv4)
        {
            header[1] |= mark;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)TotalLength);
            BinaryPrimitives.WriteUInt16BigEndian(header[6..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Compute(header));
        }
        else
        {
            header[1] |= (byte)(mark << 4);
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(TotalLength - Ipv6Header.Size));
        }
    }

    private void CopyPayload(Span<byte> destination)
    {
        for (int index = 0; !destination.IsEmpty; index++)
        {
            int length = Math.Min(destination.Length, PagePool.PageSize);
            _pages[index].AsSpan(0, length).CopyTo(destination);
            destination = destination[length..];
        }
    }
}
