using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Answers that no server would give.</summary>
public sealed class Dhcpv6FuzzTests
{
    private static readonly byte[] s_client = [0, 3, 0, 1, 2, 0, 0, 0, 0, 1];
    private static readonly byte[] s_server = [0, 3, 0, 1, 2, 0, 0, 0, 0, 2];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_DamagedAnswer_GivesPossibleValuesOrNone(int seed)
    {
        Random random = new(seed);
        byte[] sound = Sound();
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] message = sound[..(random.Next(4) == 0 ? random.Next(sound.Length + 1) : sound.Length)];
            for (int flips = random.Next(1, 4); flips > 0 && message.Length > 0; flips--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            if (Dhcpv6Answer.TryRead(message, s_client, association: 2, out Dhcpv6Answer? answer))
            {
                read++;
                Assert.InRange(answer.Addresses.Count, 0, 4);
                Assert.InRange(answer.NameServers.Count, 0, 6);
                Assert.InRange(answer.Server.Length, 3, 130);
                Assert.All(answer.Addresses, static leased => Assert.True(leased.PreferredLifetime <= leased.ValidLifetime));
                Assert.True(answer.Rebinding == 0 || answer.Renewal <= answer.Rebinding);
                Dhcpv6Lease lease = Dhcpv6Lease.From(answer, default);
                Assert.True(lease.Addresses.Count == 0 || (lease.Renewal <= lease.Rebinding && lease.Rebinding <= lease.Expiry));
            }
        }

        Assert.InRange(read, 1000, 19_000);
    }

    [Fact]
    public void Read_SoundAnswer_GivesAllOfIt()
    {
        Assert.True(Dhcpv6Answer.TryRead(Sound(), s_client, association: 2, out Dhcpv6Answer? answer));
        Assert.Equal(Dhcpv6MessageType.Reply, answer.Type);
        Assert.Equal(0xABCDEFU, answer.Transaction);
        Assert.Equal(s_server, answer.Server);
        Assert.Equal((100U, 200U), (answer.Renewal, answer.Rebinding));
        Assert.Equal([new Dhcpv6LeasedAddress(Dhcpv6Segment.Address, 300, 400)], answer.Addresses);
        Assert.Equal(Dhcpv6Segment.Address, Assert.Single(answer.NameServers));
        Assert.Equal(["a.b"], answer.SearchDomains);
        Assert.Equal(600U, answer.RefreshTime);
    }

    [Fact]
    public void Read_AssociationOfAnother_IsNotOurs()
    {
        Assert.True(Dhcpv6Answer.TryRead(Sound(), s_client, association: 3, out Dhcpv6Answer? answer));
        Assert.Empty(answer.Addresses);
    }

    // A running client, with answers to its very transaction.
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Client_DamagedAnswers_AsksOnAndIsBoundInTheEnd(int seed)
    {
        Random random = new(seed);
        Dhcpv6Segment segment = new();
        (segment.Server.Preferred, segment.Server.Valid) = (40, 60);
        segment.Server.Distort = answer =>
        {
            for (int flips = random.Next(6); flips > 0; flips--)
            {
                answer[random.Next(36, answer.Length)] = (byte)random.Next(256);
            }
        };
        segment.Run(4000);
        segment.Server.Distort = null;
        segment.FlapLink();
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 10_000));
    }

    private static byte[] Sound()
    {
        byte[] address = new byte[16];
        Dhcpv6Segment.Address.WriteTo(address);
        return new Dhcpv6AnswerBuilder(Dhcpv6MessageType.Reply, 0xABCDEF)
            .Option(Dhcpv6OptionCode.ClientIdentifier, s_client)
            .Option(Dhcpv6OptionCode.ServerIdentifier, s_server)
            .Association(2, 100, 200, Dhcpv6AnswerBuilder.LeasedAddress(Dhcpv6Segment.Address, 300, 400))
            .Option(Dhcpv6OptionCode.NameServers, address)
            .Option(Dhcpv6OptionCode.DomainList, 1, (byte)'a', 1, (byte)'b', 0)
            .Option(Dhcpv6OptionCode.InformationRefreshTime, 0, 0, 2, 88)
            .Build();
    }
}
