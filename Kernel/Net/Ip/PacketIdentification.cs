namespace Sabos.Net;

/// <summary>
/// Identification of packets that are fragmented: a counter for each of many groups of (source, destination, protocol), so that values do
/// not repeat soon between two hosts (RFC 6864 4.3) and tell a third nothing of our traffic with others (RFC 7739 5.3). IPv4 has the low 16 bits of it.
/// </summary>
internal sealed class PacketIdentification
{
    private const int Groups = 256;

    private readonly uint[] _counters = new uint[Groups];
    private readonly StackRandom _random;
    private readonly SipHash _hash;

    public PacketIdentification(StackRandom random)
    {
        _random = random;
        _hash = new SipHash(random);
        for (int i = 0; i < Groups; i++)
        {
            _counters[i] = random.NextUInt32();
        }
    }

    public uint Next(in IpSend send, IpAddress source)
    {
        ulong group = send.Destination.IsIpv4
            ? _hash.Compute(((ulong)source.Ipv4Bits << 32) | send.Destination.Ipv4Bits, (ulong)send.Protocol)
            : _hash.Compute(source.HighBits, source.LowBits, send.Destination.HighBits, send.Destination.LowBits);
        ref uint counter = ref _counters[group % Groups];
        counter += 1 + (_random.NextUInt32() & 7);
        return counter;
    }
}
