using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of options, in the order in which they came; for use in a foreach (RFC 8415 21.1).</summary>
internal readonly ref struct Dhcpv6Options
{
    private const int HeaderSize = 4;

    private readonly ReadOnlySpan<byte> _bytes;

    private Dhcpv6Options(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>False: an option that does not fit.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Dhcpv6Options options)
    {
        options = new Dhcpv6Options(bytes);
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < HeaderSize || HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) is var length && length > bytes.Length)
            {
                return false;
            }

            bytes = bytes[length..];
        }

        return true;
    }

    /// <summary>The value of the first option of a kind.</summary>
    public bool TryFind(Dhcpv6OptionCode code, out ReadOnlySpan<byte> value)
    {
        foreach (Dhcpv6Option option in this)
        {
            if (option.Code == code)
            {
                value = option.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>Goes through the options.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> bytes)
        {
            _rest = bytes;
            Current = default;
        }

        public Dhcpv6Option Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
            Current = new Dhcpv6Option((Dhcpv6OptionCode)BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest.Slice(HeaderSize, length));
            _rest = _rest[(HeaderSize + length)..];
            return true;
        }
    }
}
