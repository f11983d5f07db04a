namespace Sabos.Net;

/// <summary>
/// Flow labels (RFC 6437 3): the same for all packets between two endpoints, uniform, and not to be foreseen by who does not see them: a keyed hash of
/// addresses, protocol and ports. Packets of one flow follow each other: the label computed last is kept.
/// </summary>
internal sealed class Ipv6FlowLabels(StackRandom random)
{
    private readonly SipHash _hash = new(random);
    private Flow _last;
    private uint _lastLabel;

    /// <summary>20 bits, never 0.</summary>
    public uint Of(in IpSend send, in IpAddress source)
    {
        var flow = new Flow(source, send.Destination, send.Ports, send.Protocol);
        if (flow != _last)
        {
            _last = flow;
            uint label = (uint)_hash.Compute(
                source.HighBits, source.LowBits, send.Destination.HighBits, send.Destination.LowBits, ((ulong)send.Protocol << 32) | send.Ports);
            label &= Ipv6Header.FlowLabelMask;
            _lastLabel = label == 0 ? 1 : label;
        }

        return _lastLabel;
    }

    private readonly record struct Flow(IpAddress Source, IpAddress Destination, uint Ports, IpProtocol Protocol);
}
