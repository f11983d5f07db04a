using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>A stack called alpha with multicast DNS, and a station on its link that hears and says what a test wants.</summary>
internal sealed class MulticastScene
{
    public static readonly IpEndpoint Group = new(IpAddress.FromIpv4(224, 0, 0, 251), 5353);
    public static readonly byte[] OwnAddress = [10, 0, 0, 1];

    private static readonly MacAddress s_groupHardware = new(0x0100_5E00_00FB);

    private readonly Station _station;

    /// <param name="settle">Waits until the name is established, and forgets what was heard until then.</param>
    public MulticastScene(bool settle)
    {
        SimulatedWire wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        Wire = wire;
        _station = new Station(Network, wire, new MacAddress(0x0200_0000_0009), IpAddress.FromIpv4(10, 0, 0, 9)) { Heard = Hear };
        Stack = Network.AddStack(seed: 3, "Alpha");
        Interface = Stack.AddInterface("eth0", wire.Attach(TwoHosts.LeftHardware));
        Interface.AddAddress(new IpPrefix(TwoHosts.LeftAddress, 24));
        Stack.MulticastDns.Start();
        if (settle)
        {
            Network.RunFor(TimeSpan.FromSeconds(40));
            Heard.Clear();
        }
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public NetworkStack Stack { get; }

    public NetworkInterface Interface { get; }

    /// <summary>What came from our stack to or from port 5353, oldest first.</summary>
    public List<MulticastMessage> Heard { get; } = [];

    /// <summary>Called for each message heard.</summary>
    public Action<MulticastMessage>? OnHeard { get; set; }

    public IpEndpoint StationEndpoint => new(_station.Address, 5353);

    public string[] OwnNames => [.. Stack.MulticastDns.Names.Select(static each => each.Name)];

    /// <summary>Says something to the group.</summary>
    public void Say(byte[] message, IpEndpoint? from = null) => _station.SendUdp(s_groupHardware, from ?? StationEndpoint, Group, message);

    /// <summary>Says something to our stack alone.</summary>
    public void SayTo(byte[] message, IpEndpoint? from = null, ushort port = 5353) =>
        _station.SendUdp(TwoHosts.LeftHardware, from ?? StationEndpoint, new IpEndpoint(TwoHosts.LeftAddress, port), message);

    /// <summary>Asks the group, and returns what is heard within a while.</summary>
    public MulticastMessage[] Ask(byte[] query, IpEndpoint? from = null, int milliseconds = 100)
    {
        Heard.Clear();
        Say(query, from);
        Network.RunFor(TimeSpan.FromMilliseconds(milliseconds));
        return [.. Heard];
    }

    /// <summary>A question; each record stands after it in the answer section.</summary>
    public static byte[] Query(string name, int type, int questionClass = 1, ushort id = 0, params byte[][] known)
    {
        List<byte> message = [(byte)(id >> 8), (byte)id, 0, 0, 0, 1, 0, (byte)known.Length, 0, 0, 0, 0];
        message.AddRange(DnsServer.Name(name));
        message.AddRange([(byte)(type >> 8), (byte)type, (byte)(questionClass >> 8), (byte)questionClass]);
        foreach (byte[] record in known)
        {
            message.AddRange(record);
        }

        return [.. message];
    }

    /// <summary>An answer without a question.</summary>
    public static byte[] Response(params byte[][] records)
    {
        List<byte> message = [0, 0, 0x84, 0, 0, 0, 0, (byte)records.Length, 0, 0, 0, 0];
        foreach (byte[] record in records)
        {
            message.AddRange(record);
        }

        return [.. message];
    }

    /// <summary>A probe: the question for anything, and these records in the authority section.</summary>
    public static byte[] Probe(string name, params byte[][] records)
    {
        byte[] probe = Query(name, 255, 0x8001, 0, records);
        (probe[7], probe[9]) = (0, probe[7]);
        return probe;
    }

    /// <summary>Moves time on until something was heard.</summary>
    public MulticastMessage AwaitHeard()
    {
        int count = Heard.Count;
        Network.RunUntil(() => Heard.Count > count, TimeSpan.FromSeconds(30));
        return Heard[count];
    }

    private void Hear(byte[] frame)
    {
        if (Frame.Udp(frame) is { } udp && (udp.From.Port == 5353 || udp.To.Port == 5353))
        {
            MulticastMessage message = new(Network.Clock.Now, udp.From, udp.To, Frame.Ipv4(frame, IpProtocol.Udp)!.Value.Header.TimeToLive, udp.Data);
            Heard.Add(message);
            OnHeard?.Invoke(message);
        }
    }
}
