using System;

namespace Sabos.Net;

/// <summary>A view of the options of a neighbour discovery message, in the order in which they came; for use in a foreach.</summary>
public readonly ref struct NeighborOptions
{
    private readonly ReadOnlySpan<byte> _bytes;

    private NeighborOptions(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>False: an option of length 0, or one that does not fit, for which the whole message is to be dropped (RFC 4861 6.1.1, 7.1.1).</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out NeighborOptions options)
    {
        options = new NeighborOptions(bytes);
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < 8 || bytes[1] == 0 || bytes[1] * 8 > bytes.Length)
            {
                return false;
            }

            bytes = bytes[(bytes[1] * 8)..];
        }

        return true;
    }

    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>The Ethernet address in the first option of this type, if there is one that is a station's.</summary>
    public bool TryFindLinkAddress(NeighborOptionType type, out MacAddress address)
    {
        address = default;
        foreach (NeighborOption option in this)
        {
            if (option.Type == type)
            {
                address = MacAddress.Read(option.Bytes[2..]);
                return option.Bytes.Length == 8 && !address.IsMulticast && !address.IsZero;
            }
        }

        return false;
    }

    /// <summary>Goes through the options.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> bytes)
        {
            _rest = bytes;
            Current = default;
        }

        public NeighborOption Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            int length = _rest[1] * 8;
            Current = new NeighborOption(_rest[..length]);
            _rest = _rest[length..];
            return true;
        }
    }
}
