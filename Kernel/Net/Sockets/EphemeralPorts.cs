using System.Collections;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// The ephemeral ports (49152 to 65535, RFC 6335 6), each once, in the order to try them: a random one and its successors
/// (RFC 6056 3.3.1). The caller takes the first that is free.
/// </summary>
public struct EphemeralPorts : IEnumerable<ushort>, IEnumerator<ushort>
{
    public const ushort First = 49_152;
    public const int Count = 16_384;

    private readonly uint _start;
    private int _tried;

    public EphemeralPorts(StackRandom random)
    {
        _start = random.NextBelow(Count);
        _tried = -1;
    }

    public readonly ushort Current => (ushort)(First + ((_start + (uint)_tried) % Count));

    readonly object IEnumerator.Current => Current;

    public bool MoveNext() => ++_tried < Count;

    public readonly EphemeralPorts GetEnumerator() => this;

    readonly IEnumerator<ushort> IEnumerable<ushort>.GetEnumerator() => this;

    readonly IEnumerator IEnumerable.GetEnumerator() => this;

    public void Reset() => _tried = -1;

    public readonly void Dispose()
    {
    }
}
