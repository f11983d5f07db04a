using System;
using System.Collections.Generic;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A message that a server heard.</summary>
/// <param name="At">When.</param>
/// <param name="Ip">How it was sent.</param>
/// <param name="Udp">Between which ports.</param>
/// <param name="Message">All of it.</param>
internal sealed record Dhcpv6Heard(Instant At, Ipv6Header Ip, UdpHeader Udp, byte[] Message)
{
    public Dhcpv6MessageType Type => (Dhcpv6MessageType)Message[0];

    public uint Transaction => ((uint)Message[1] << 16) | ((uint)Message[2] << 8) | Message[3];

    /// <summary>The addresses in its association.</summary>
    public List<IpAddress> Addresses
    {
        get
        {
            byte[] association = Option(Dhcpv6OptionCode.IdentityAssociation)!;
            Assert.True(Dhcpv6Options.TryParse(association.AsSpan(12), out Dhcpv6Options options));
            List<IpAddress> addresses = [];
            foreach (Dhcpv6Option option in options)
            {
                Assert.Equal(Dhcpv6OptionCode.Address, option.Code);
                addresses.Add(IpAddress.Read(option.Value[..16]));
            }

            return addresses;
        }
    }

    /// <summary>An option's value, or null.</summary>
    public byte[]? Option(Dhcpv6OptionCode code)
    {
        Assert.True(Dhcpv6Options.TryParse(Message.AsSpan(4), out Dhcpv6Options options));
        return options.TryFind(code, out ReadOnlySpan<byte> value) ? value.ToArray() : null;
    }
}
