using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>UDP as a whole: the demultiplexer and the sockets.</summary>
public sealed class UdpLayer : ITransport
{
    internal UdpLayer(IIpOutput output, StackRandom random)
    {
    }

    public IpProtocol Protocol => IpProtocol.Udp;

    public Instant NextPoll => Instant.Never;

    public UdpSocket CreateSocket() => throw new NotImplementedException();

    /// <summary>A snapshot of the bound sockets.</summary>
    public IReadOnlyList<IpEndpoint> GetListeners() => throw new NotImplementedException();

    public bool Receive(Instant now, in IpReceived packet, ReadOnlySpan<byte> payload) => throw new NotImplementedException();

    public void ReceiveError(Instant now, PathError error, IpAddress source, IpAddress destination, ReadOnlySpan<byte> quotation, int pathMtu) =>
        throw new NotImplementedException();

    public bool Poll(Instant now, int budget) => false;

    public void AddressRemoved(IpAddress address)
    {
    }
}
