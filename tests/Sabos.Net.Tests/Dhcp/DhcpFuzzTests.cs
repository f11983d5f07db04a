using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Whatever a server says, the client asks on, uses no impossible address, and is bound when the server is itself again.</summary>
public sealed class DhcpFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Answers_Damaged_ClientAsksOnAndIsBoundInTheEnd(int seed)
    {
        Random random = new(seed);
        DhcpSegment segment = new();
        segment.Server.LeaseSeconds = 60;
        segment.Server.Distort = reply =>
        {
            for (int flips = random.Next(5); flips > 0; flips--)
            {
                reply[random.Next(4) == 0 ? random.Next(16, 20) : random.Next(DhcpMessage.FixedSize, reply.Length)] = (byte)random.Next(256);
            }
        };
        segment.Interface.StartDhcp();
        for (int i = 0; i < 400; i++)
        {
            // Or a lease of damaged length would be the last.
            segment.FlapLink();
            segment.Run(20);
            Assert.All(
                segment.Interface.Addresses.Where(static own => own.Origin == AddressOrigin.Dhcp),
                static own => Assert.True(own.Address is { IsIpv4: true, IsMulticast: false, IsLoopback: false, IsUnspecified: false, IsLinkLocal: false }, $"{own.Address}"));
            Assert.InRange(segment.Interface.Addresses.Count, 0, 2);
            Assert.InRange(segment.Stack.Routes.Routes.Count, 0, 80);
        }

        Assert.InRange(segment.Server.Requests.Count, 100, 4000);
        segment.Server.Distort = null;
        segment.FlapLink();
        Assert.True(segment.Network.RunUntil(() => segment.Interface.Addresses.Any(static own => own is { Address: var address, IsAssigned: true } && address == DhcpSegment.Address), TimeSpan.FromDays(2)));
    }
}
