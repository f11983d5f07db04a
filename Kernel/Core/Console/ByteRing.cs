namespace Sabos.Core.Console;

/// <summary>A first-in first-out queue of bytes.</summary>
internal unsafe struct ByteRing
{
    public const int Capacity = 8192;

    private uint _first;
    private uint _end;
    private fixed byte _bytes[Capacity];

    public readonly int Count => (int)(_end - _first);

    public readonly int Room => Capacity - Count;

    /// <summary>Adds a byte; the caller has seen that there is room.</summary>
    public void Add(byte value) => _bytes[_end++ % Capacity] = value;

    /// <summary>Takes the oldest byte; the caller has seen that there is one.</summary>
    public byte Take() => _bytes[_first++ % Capacity];
}
