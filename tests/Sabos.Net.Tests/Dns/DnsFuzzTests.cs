using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Answers that are damaged in every way, by a server that is asked: whatever they say, a lookup ends, in time, and leaves nothing behind.</summary>
public sealed class DnsFuzzTests
{
    [Fact]
    public void Lookup_OfDamagedDatagrams_EndsAndLeavesNothing()
    {
        ResolverHost host = new();
        Random random = new(1);
        host.Server.Answer = query => Damage(Reply(query, random), random, DnsServer.QuestionEnd(query));
        RunLookups(host, random, 1500);
    }

    [Fact]
    public void Lookup_OfDamagedStreams_EndsAndLeavesNothing()
    {
        ResolverHost host = new();
        Random random = new(2);
        _ = new StreamDnsServer(host)
        {
            AnswerStream = query => Damage(StreamDnsServer.Framed(Reply(query, random)), random, random.Next(4) == 0 ? 0 : DnsServer.QuestionEnd(query) + 2),
        };
        RunLookups(host, random, 400);
    }

    private static void RunLookups(ResolverHost host, Random random, int lookups)
    {
        int[] ends = new int[6];
        for (int i = 0; i < lookups; i++)
        {
            DnsQuery query = random.Next(4) == 0
                ? host.ResolveAddress($"192.0.{i >> 8}.{i & 0xFF}")
                : host.Resolve($"h{i}.test", (DnsAddressKinds)random.Next(1, 4));
            ends[(int)query.Status]++;
        }

        // As many kinds of ends as there are kinds of damage, or the damage does not reach far.
        Assert.All(ends[1..], static count => Assert.NotEqual(0, count));
        host.Network.RunFor(TimeSpan.FromMinutes(5));
        Assert.Empty(host.Stack.Udp.GetListeners());
        Assert.Empty(host.Stack.Tcp.GetConnections());
        Assert.InRange(host.Stack.Dns.Cache.Count, 0, DnsCache.Capacity);
    }

    /// <summary>One of the kinds of answers there are, whole.</summary>
    private static byte[] Reply(byte[] query, Random random) => random.Next(6) switch
    {
        0 => DnsServer.Reply(query, 0, DnsServer.Cname("", "b.test"), DnsServer.Cname("b.test", "c.test"), DnsServer.A("c.test", 300, ResolverHost.Answer)),
        1 => DnsServer.WithAuthorities(DnsServer.Reply(query, random.Next(2) * 3, DnsServer.Soa("test", 300, 300)), 1),
        2 => DnsServer.Reply(query, 0, DnsServer.Record("", 12, 300, DnsServer.Name("host.test"))),
        3 => DnsServer.Reply(query, 0, [.. Enumerable.Range(0, 60).Select(static i => DnsServer.Record("", 28, 300, new byte[16]))]),
        4 => DnsServer.Reply(query, random.Next(16)),
        _ => ResolverHost.GiveAnswer(query),
    };

    /// <summary>Flips bits after a fixed part and in the counts, cuts off, or adds; or leaves it as it is.</summary>
    private static byte[] Damage(byte[] message, Random random, int fixedPart)
    {
        int length = random.Next(4) switch
        {
            0 => random.Next(message.Length + 1),
            1 => message.Length + random.Next(20),
            _ => message.Length,
        };
        Array.Resize(ref message, length);
        for (int flips = random.Next(6); flips > 0 && length > fixedPart; flips--)
        {
            message[random.Next(fixedPart, length)] ^= (byte)(1 << random.Next(8));
        }

        if (random.Next(4) == 0 && length > 12)
        {
            message[random.Next(2, 12)] = (byte)random.Next(256);
        }

        return message;
    }
}
