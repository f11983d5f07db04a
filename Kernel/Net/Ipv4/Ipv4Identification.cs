namespace Sabos.Net;

/// <summary>
/// Identification of IPv4 packets that may be fragmented: a counter for each of many groups of (source, destination, protocol), so that values do
/// not repeat soon between two hosts (RFC 6864 4.3) and tell a third nothing of our traffic with others (RFC 7739 5.3).
/// </summary>
internal sealed class Ipv4Identification
{
    private const int Groups = 256;

    private readonly ushort[] _counters = new ushort[Groups];
    private readonly StackRandom _random;
    private readonly SipHash _hash;

    public Ipv4Identification(StackRandom random)
    {
        _random = random;
        _hash = new SipHash(random);
        for (int i = 0; i < Groups; i++)
        {
            _counters[i] = (ushort)random.NextUInt32();
        }
    }

    public ushort Next(in IpSend send, IpAddress source)
    {
        ulong group = _hash.Compute(((ulong)source.Ipv4Bits << 32) | send.Destination.Ipv4Bits, (ulong)send.Protocol);
        ref ushort counter = ref _counters[group % Groups];
        counter += (ushort)(1 + (_random.NextUInt32() & 7));
        return counter;
    }
}
