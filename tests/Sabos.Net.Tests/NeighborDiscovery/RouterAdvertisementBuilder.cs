using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Sabos.Net.Tests;

/// <summary>Writes router advertisements byte by byte, right or wrong.</summary>
internal sealed class RouterAdvertisementBuilder
{
    private readonly List<byte> _options = [];

    public byte HopLimit { get; init; }

    /// <summary>0x80 managed, 0x40 other, 0x08 high, 0x18 low.</summary>
    public byte Flags { get; init; }

    public ushort RouterLifetime { get; init; } = 1800;

    public uint ReachableTime { get; init; }

    public uint RetransmissionTime { get; init; }

    public RouterAdvertisementBuilder Prefix(string prefix, uint valid, uint preferred, bool onLink = true, bool autonomous = true)
    {
        IpPrefix parsed = Parse(prefix);
        byte[] option = new byte[32];
        (option[0], option[1], option[2], option[3]) = (3, 4, (byte)parsed.Length, (byte)((onLink ? 0x80 : 0) | (autonomous ? 0x40 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4), valid);
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(8), preferred);
        parsed.Address.WriteTo(option.AsSpan(16));
        return Raw(option);
    }

    /// <param name="prefix">Where to.</param>
    /// <param name="lifetime">Seconds.</param>
    /// <param name="preference">0x08 high, 0 medium, 0x18 low, 0x10 reserved.</param>
    public RouterAdvertisementBuilder Route(string prefix, uint lifetime, byte preference = 0)
    {
        IpPrefix parsed = Parse(prefix);
        byte[] option = new byte[24];
        (option[0], option[1], option[2], option[3]) = (24, 3, (byte)parsed.Length, preference);
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4), lifetime);
        parsed.Address.WriteTo(option.AsSpan(8));
        return Raw(option);
    }

    public RouterAdvertisementBuilder Mtu(uint mtu)
    {
        byte[] option = [5, 1, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4), mtu);
        return Raw(option);
    }

    public RouterAdvertisementBuilder Servers(uint lifetime, params string[] servers)
    {
        byte[] option = new byte[8 + (16 * servers.Length)];
        (option[0], option[1]) = (25, (byte)(option.Length / 8));
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4), lifetime);
        for (int i = 0; i < servers.Length; i++)
        {
            LearningLink.Parse(servers[i]).WriteTo(option.AsSpan(8 + (16 * i)));
        }

        return Raw(option);
    }

    public RouterAdvertisementBuilder Search(uint lifetime, params string[] domains)
    {
        byte[] names = [.. domains.SelectMany(domain => domain.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]).Append((byte)0))];
        byte[] option = new byte[8 + ((names.Length + 7) / 8 * 8)];
        (option[0], option[1]) = (31, (byte)(option.Length / 8));
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4), lifetime);
        names.CopyTo(option, 8);
        return Raw(option);
    }

    public RouterAdvertisementBuilder Raw(params byte[] option)
    {
        _options.AddRange(option);
        return this;
    }

    /// <summary>The ICMPv6 message, checksum included.</summary>
    public byte[] Build(IpAddress source, IpAddress destination)
    {
        byte[] message = new byte[16 + _options.Count];
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), ReachableTime);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(12), RetransmissionTime);
        _options.CopyTo(message, 16);
        uint rest = ((uint)HopLimit << 24) | ((uint)Flags << 16) | RouterLifetime;
        new Icmpv6Header(Icmpv6Type.RouterAdvertisement, 0, rest).WriteTo(message, source, destination);
        return message;
    }

    private static IpPrefix Parse(string text) =>
        IpPrefix.TryParse(text, out IpPrefix prefix) ? prefix : throw new ArgumentException(text);
}
