using System;

namespace Sabos.Net;

/// <summary>
/// Received datagrams that wait for the program, in two rings, one of their facts and one of their bytes, that grow with need up to the limit: a
/// datagram costs no allocation once they have grown.
/// </summary>
internal sealed class DatagramQueue
{
    /// <summary>What each datagram counts beside its bytes.</summary>
    public const int Overhead = 64;

    private const int FirstBytes = 4096;
    private const int FirstDatagrams = 16;

    private DatagramReceived[] _facts = [];
    private byte[] _bytes = [];
    private int _firstFact;
    private int _firstByte;
    private int _usedBytes;

    /// <summary>The most bytes that wait, overhead included.</summary>
    public int Limit { get; set; } = 212_992;

    public int Count { get; private set; }

    /// <summary>Bytes of the oldest datagram, or 0.</summary>
    public int NextLength => Count > 0 ? _facts[_firstFact].Length : 0;

    /// <summary>Takes a datagram. False: there is no room, and it is dropped.</summary>
    /// <param name="facts">Its facts; Copied and Length are set here.</param>
    /// <param name="head">Its first bytes.</param>
    /// <param name="tail">And the rest.</param>
    public bool TryEnqueue(in DatagramReceived facts, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        int length = head.Length + tail.Length;
        if (_usedBytes + length + (Overhead * (Count + 1)) > Limit)
        {
            return false;
        }

        GrowFor(length);
        Write(head, (_firstByte + _usedBytes) % _bytes.Length);
        Write(tail, (_firstByte + _usedBytes + head.Length) % _bytes.Length);
        _facts[(_firstFact + Count) % _facts.Length] = facts with { Copied = 0, Length = length };
        _usedBytes += length;
        Count++;
        return true;
    }

    /// <summary>Copies out the oldest datagram, as much as fits, and removes it unless it is only looked at. False: there is none.</summary>
    public bool TryDequeue(Span<byte> destination, bool peek, out DatagramReceived received)
    {
        received = default;
        if (Count == 0)
        {
            return false;
        }

        DatagramReceived facts = _facts[_firstFact];
        int copied = Math.Min(facts.Length, destination.Length);
        Read(destination[..copied]);
        received = facts with { Copied = copied };
        if (!peek)
        {
            RemoveFirst();
        }

        return true;
    }

    /// <summary>Drops the datagrams that a peer just chosen did not send.</summary>
    public void Keep(Predicate<DatagramReceived> isWanted)
    {
        byte[] bytes = new byte[ushort.MaxValue];
        for (int left = Count; left > 0; left--)
        {
            TryDequeue(bytes, peek: false, out DatagramReceived received);
            if (isWanted(received))
            {
                TryEnqueue(received, bytes.AsSpan(0, received.Length), default);
            }
        }
    }

    public void Clear()
    {
        _facts = [];
        _bytes = [];
        _firstFact = _firstByte = _usedBytes = Count = 0;
    }

    private void RemoveFirst()
    {
        int length = _facts[_firstFact].Length;
        _firstFact = (_firstFact + 1) % _facts.Length;
        _firstByte = (_firstByte + length) % _bytes.Length;
        _usedBytes -= length;
        Count--;
    }

    private void GrowFor(int length)
    {
        if (Count == _facts.Length)
        {
            DatagramReceived[] facts = new DatagramReceived[Math.Max(FirstDatagrams, Count * 2)];
            for (int i = 0; i < Count; i++)
            {
                facts[i] = _facts[(_firstFact + i) % _facts.Length];
            }

            _facts = facts;
            _firstFact = 0;
        }

        if (_usedBytes + length > _bytes.Length || _bytes.Length == 0)
        {
            int size = Math.Max(FirstBytes, _bytes.Length);
            while (size < _usedBytes + length)
            {
                size *= 2;
            }

            byte[] bytes = new byte[size];
            Read(bytes.AsSpan(0, _usedBytes));
            _bytes = bytes;
            _firstByte = 0;
        }
    }

    private void Write(ReadOnlySpan<byte> source, int position)
    {
        int beforeEnd = Math.Min(source.Length, _bytes.Length - position);
        source[..beforeEnd].CopyTo(_bytes.AsSpan(position));
        source[beforeEnd..].CopyTo(_bytes);
    }

    private void Read(Span<byte> destination)
    {
        int beforeEnd = Math.Min(destination.Length, _bytes.Length - _firstByte);
        _bytes.AsSpan(_firstByte, beforeEnd).CopyTo(destination);
        _bytes.AsSpan(0, destination.Length - beforeEnd).CopyTo(destination[beforeEnd..]);
    }
}
