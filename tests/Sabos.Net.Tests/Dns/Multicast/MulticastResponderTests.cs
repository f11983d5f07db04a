using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Who is answered what, where to and how often (RFC 6762 5 to 7, 11).</summary>
public sealed class MulticastResponderTests
{
    private const int UnicastWanted = 0x8001;
    private const string OwnAddressRecord = "alpha.local A 8001 120 10.0.0.1";

    private static readonly byte[] s_knownAnswer = DnsServer.A("alpha.local", 120, MulticastScene.OwnAddress);

    private readonly MulticastScene _scene = new(settle: true);

    [Theory]
    [InlineData("alpha.local", 1)]
    [InlineData("ALPHA.Local", 1)]
    [InlineData("alpha.local", 255)]
    public void Query_ForOurAddress_IsAnsweredToAll(string name, int type)
    {
        MulticastMessage answer = Assert.Single(_scene.Ask(MulticastScene.Query(name, type)));
        Assert.Equal(MulticastScene.Group, answer.To);
        Assert.Equal([OwnAddressRecord], answer.Answers);
        Assert.Empty(answer.Questions);
        Assert.Equal(DnsFlags.Response | DnsFlags.Authoritative, answer.Header.Flags);
    }

    [Fact]
    public void Query_ForOurAddressesName_IsAnswered() => Assert.Equal(
        ["1.0.0.10.in-addr.arpa Ptr 8001 120 alpha.local"],
        Assert.Single(_scene.Ask(MulticastScene.Query("1.0.0.10.in-addr.arpa", 12))).Answers);

    // 6.1: that there is no such record is said too, by an NSEC record: the name, window 0, one octet, the bit of A.
    [Fact]
    public void Query_ForATypeWeDoNotHave_IsDenied() => Assert.Equal(
        ["alpha.local Nsec 8001 120 05616C706861056C6F63616C00000140"],
        Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 28))).Answers);

    [Theory]
    [InlineData("beta.local", 1, 1)]
    [InlineData("alpha.local.test", 1, 1)]
    [InlineData("2.0.0.10.in-addr.arpa", 12, 1)]
    [InlineData("alpha.local", 1, 3)]
    public void Query_ForSomethingElse_IsNotAnswered(string name, int type, int questionClass) =>
        Assert.Empty(_scene.Ask(MulticastScene.Query(name, type, questionClass), milliseconds: 1000));

    // 6: a record is not sent to all again within a second.
    [Fact]
    public void Query_AgainWithinASecond_WasAnsweredAlready()
    {
        Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1)));
        Assert.Empty(_scene.Ask(MulticastScene.Query("alpha.local", 1), milliseconds: 850));
        _scene.Network.RunFor(TimeSpan.FromMilliseconds(200));
        Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1)));
    }

    // 6: but a probe is, after 250 ms, in time for the next one.
    [Fact]
    public void Probe_ForOurName_IsAnsweredWithinTheSecond()
    {
        Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1), milliseconds: 260));
        byte[] probe = MulticastScene.Probe("alpha.local", DnsServer.A("alpha.local", 120, 10, 0, 0, 9));
        Assert.Contains(OwnAddressRecord, Assert.Single(_scene.Ask(probe)).Answers);
    }

    // 5.4: by unicast, unless all have not heard it for a quarter of its time.
    [Fact]
    public void Query_ThatWantsUnicast_GetsItIfAllHeardItLately()
    {
        Assert.Equal(MulticastScene.Group, Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1, UnicastWanted))).To);
        Assert.Equal(_scene.StationEndpoint, Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1, UnicastWanted))).To);
        _scene.Network.RunFor(TimeSpan.FromSeconds(31));
        Assert.Equal(MulticastScene.Group, Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1, UnicastWanted))).To);
    }

    // 6.7: a simple resolver's question is answered as a name server would, for a short time.
    [Fact]
    public void Query_FromAnotherPort_IsAnsweredThereWithIdAndQuestion()
    {
        IpEndpoint resolver = _scene.StationEndpoint with { Port = 40_000 };
        MulticastMessage answer = Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1, id: 0x1234), resolver));
        Assert.Equal(resolver, answer.To);
        Assert.Equal(0x1234, answer.Header.Id);
        Assert.Equal(["alpha.local 1 1"], answer.Questions);
        Assert.Equal(["alpha.local A 1 10 10.0.0.1"], answer.Answers);
    }

    // 6.7: of several questions, the one that is answered.
    [Fact]
    public void Query_FromAnotherPort_RepeatsTheQuestionThatIsAnswered()
    {
        byte[] first = MulticastScene.Query("beta.local", 1, id: 0x1234);
        byte[] query = [.. first, .. MulticastScene.Query("alpha.local", 1)[12..], .. MulticastScene.Query("gamma.local", 1)[12..]];
        query[5] = 3;
        MulticastMessage answer = Assert.Single(_scene.Ask(query, _scene.StationEndpoint with { Port = 40_000 }));
        Assert.Equal(["alpha.local 1 1"], answer.Questions);
        Assert.Equal(["alpha.local A 1 10 10.0.0.1"], answer.Answers);
    }

    // 7.1: who knows it, for half of its time yet, needs no answer.
    [Theory]
    [InlineData(120u, 0)]
    [InlineData(60u, 0)]
    [InlineData(59u, 1)]
    public void Query_WithKnownAnswer_IsNotAnsweredAgain(uint timeToLive, int answers)
    {
        byte[] known = DnsServer.A("alpha.local", timeToLive, MulticastScene.OwnAddress);
        Assert.Equal(answers, _scene.Ask(MulticastScene.Query("alpha.local", 1, known: known)).Length);
    }

    [Fact]
    public void Query_WithAnotherKnownAnswer_IsAnswered() =>
        Assert.Single(_scene.Ask(MulticastScene.Query("alpha.local", 1, known: DnsServer.A("alpha.local", 120, 10, 0, 0, 9))));

    // 7.2: the list of known answers goes on in the next message.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Query_Truncated_WaitsForMoreKnownAnswers(bool isKnown)
    {
        byte[] query = MulticastScene.Query("alpha.local", 1);
        query[2] |= 2;
        Assert.Empty(_scene.Ask(query, milliseconds: 390));
        if (isKnown)
        {
            byte[] rest = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, .. s_knownAnswer];
            Assert.Empty(_scene.Ask(rest, milliseconds: 500));
            return;
        }

        _scene.Network.RunFor(TimeSpan.FromMilliseconds(120));
        Assert.Equal([OwnAddressRecord], Assert.Single(_scene.Heard).Answers);
    }

    // 11: only stations of the link are answered, lest somebody far away has us flood the link, or another.
    [Fact]
    public void Query_FromElsewhere_IsNotAnswered()
    {
        IpEndpoint elsewhere = new(IpAddress.FromIpv4(192, 0, 2, 1), 5353);
        Assert.Empty(_scene.Ask(MulticastScene.Query("alpha.local", 1), elsewhere, 1000));
        _scene.SayTo(MulticastScene.Query("alpha.local", 1), elsewhere with { Port = 40_000 });
        _scene.Network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(_scene.Heard);
    }

    // 6: answers from another port are no answers, and cannot take our name.
    [Fact]
    public void Response_FromAnotherPort_IsIgnored()
    {
        byte[] conflict = MulticastScene.Response(DnsServer.A("alpha.local", 120, 10, 0, 0, 9));
        Assert.Empty(_scene.Ask(conflict, _scene.StationEndpoint with { Port = 40_000 }, 1000));
        Assert.Equal(["alpha.local"], _scene.OwnNames);
    }

    [Fact]
    public void Queries_ByTheThousand_AreNotAnsweredByTheThousand()
    {
        for (int i = 0; i < 1000; i++)
        {
            _scene.Say(MulticastScene.Query("alpha.local", 255, id: 7), _scene.StationEndpoint with { Port = 40_000 });
            _scene.Network.RunFor(TimeSpan.FromMilliseconds(0.5));
        }

        Assert.InRange(_scene.Heard.Count, 1, 60);
    }

    [Fact]
    public void Messages_AnyBytes_NeitherThrowNorStopUs()
    {
        Random random = new(4);
        byte[][] samples =
        [
            MulticastScene.Query("alpha.local", 1, known: s_knownAnswer),
            MulticastScene.Probe("alpha.local", s_knownAnswer),
            MulticastScene.Response(DnsServer.Record("beta.local", 47, 120, [.. DnsServer.Name("beta.local"), 0, 1, 0x40])),
        ];
        for (int i = 0; i < 2000; i++)
        {
            byte[] message = [.. samples[i % samples.Length]];
            for (int flips = random.Next(1, 8); flips > 0; flips--)
            {
                message[random.Next(message.Length)] ^= (byte)(1 << random.Next(8));
            }

            _scene.Say(message[..random.Next(message.Length + 1)]);
            _scene.Network.RunFor(TimeSpan.FromMilliseconds(5));
        }

        _scene.Network.RunFor(TimeSpan.FromMinutes(1));
        Assert.Single(_scene.OwnNames);
        Assert.NotEmpty(_scene.Ask(MulticastScene.Query(_scene.OwnNames[0], 1)).SelectMany(static message => message.Answers));
    }
}
