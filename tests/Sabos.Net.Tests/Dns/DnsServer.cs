using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A name server whose answers a test writes.</summary>
internal sealed class DnsServer
{
    private readonly Station _station;

    public DnsServer(SimulatedNetwork network, SimulatedWire wire, IpAddress address)
    {
        _station = new Station(network, wire, new MacAddress(0x0200_0000_0000UL | (address.Ipv4Bits & 0xFFFF)), address) { Heard = Receive };
    }

    public IpEndpoint Endpoint => new(_station.Address, 53);

    public List<(IpEndpoint From, byte[] Message)> Queries { get; } = [];

    /// <summary>The answer to a query, or null for none.</summary>
    public Func<byte[], byte[]?> Answer { get; set; } = _ => null;

    /// <summary>Sends something to whoever asked last, from another address or port if told so.</summary>
    public void SendToLast(byte[] message, IpEndpoint? from = null, IpEndpoint? to = null) =>
        _station.SendUdp(TwoHosts.LeftHardware, from ?? Endpoint, to ?? Queries[^1].From, message);

    /// <summary>Sends to our stack whatever in whoever's name.</summary>
    public void Send(byte[] message, IpEndpoint from, IpEndpoint to) => _station.SendUdp(TwoHosts.LeftHardware, from, to, message);

    /// <summary>An answer with these records; the question is the query's own.</summary>
    public static byte[] Reply(byte[] query, int code = 0, params byte[][] records)
    {
        using MemoryStream message = new();
        message.Write(query, 0, QuestionEnd(query));
        foreach (byte[] record in records)
        {
            message.Write(record);
        }

        byte[] bytes = message.ToArray();
        bytes[2] |= 0x80;
        bytes[3] = (byte)(0x80 | code);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)records.Length);
        bytes.AsSpan(8, 4).Clear();
        return bytes;
    }

    /// <summary>Where the question of a query ends, and its OPT record begins if it has one.</summary>
    public static int QuestionEnd(byte[] query)
    {
        int offset = 12;
        while (query[offset] != 0)
        {
            offset += 1 + query[offset];
        }

        return offset + 5;
    }

    /// <summary>Moves the last records of a reply from the answer section into the authority section.</summary>
    public static byte[] WithAuthorities(byte[] reply, int count)
    {
        reply[7] -= (byte)count;
        reply[9] += (byte)count;
        return reply;
    }

    /// <summary>The name that a query asks for, in lower case.</summary>
    public static string Asked(byte[] query)
    {
        int offset = 12;
        Assert.True(DnsName.TryRead(query, ref offset, out string name));
        return name;
    }

    /// <summary>The type that a query asks for.</summary>
    public static int AskedType(byte[] query) => query[QuestionEnd(query) - 3];

    public static byte[] Soa(string zone, uint timeToLive, uint minimum)
    {
        byte[] numbers = new byte[20];
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(16), minimum);
        return Record(zone, 6, timeToLive, [.. Name("ns.test"), .. Name("root.test"), .. numbers]);
    }

    /// <summary>A record; an empty owner is a pointer to the question's name.</summary>
    public static byte[] Record(string owner, int type, uint timeToLive, byte[] data)
    {
        using MemoryStream record = new();
        record.Write(owner.Length == 0 ? [0xC0, 12] : Name(owner));
        byte[] fixedPart = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(2), 1);
        BinaryPrimitives.WriteUInt32BigEndian(fixedPart.AsSpan(4), timeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(8), (ushort)data.Length);
        record.Write(fixedPart);
        record.Write(data);
        return record.ToArray();
    }

    public static byte[] A(string owner, uint timeToLive, params byte[] address) => Record(owner, 1, timeToLive, address);

    public static byte[] Cname(string owner, string target) => Record(owner, 5, 300, Name(target));

    public static byte[] Name(string name)
    {
        using MemoryStream bytes = new();
        foreach (string label in name.Split('.'))
        {
            bytes.WriteByte((byte)label.Length);
            bytes.Write(Encoding.ASCII.GetBytes(label));
        }

        bytes.WriteByte(0);
        return bytes.ToArray();
    }

    private void Receive(byte[] frame)
    {
        if (Frame.Udp(frame) is not { } udp || udp.To.Port != 53)
        {
            return;
        }

        Queries.Add((udp.From, udp.Data));
        if (Answer(udp.Data) is { } reply)
        {
            SendToLast(reply);
        }
    }
}
