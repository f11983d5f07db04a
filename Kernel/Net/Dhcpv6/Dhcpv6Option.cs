using System;

namespace Sabos.Net;

/// <summary>A view of one option.</summary>
internal readonly ref struct Dhcpv6Option
{
    internal Dhcpv6Option(Dhcpv6OptionCode code, ReadOnlySpan<byte> value)
    {
        Code = code;
        Value = value;
    }

    public Dhcpv6OptionCode Code { get; }

    public ReadOnlySpan<byte> Value { get; }
}
