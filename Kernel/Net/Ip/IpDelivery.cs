using System;

namespace Sabos.Net;

/// <summary>Hands the packets that are for us to raw sockets and transports; both versions alike.</summary>
internal sealed class IpDelivery(StackClock clock, RawSockets rawSockets, TransportTable transports)
{
    /// <summary>Gives the raw sockets their copies. True: at least one took it.</summary>
    public bool DeliverRaw(in IpReceived received, ReadOnlySpan<byte> raw) => rawSockets.Receive(received, raw);

    /// <summary>Gives a packet to whoever takes its protocol.</summary>
    /// <param name="counters">The version's.</param>
    /// <param name="received">Its facts.</param>
    /// <param name="raw">What raw sockets see: from the header on for IPv4, the payload for IPv6 (RFC 3542 3).</param>
    /// <param name="payload">What the transport sees.</param>
    public DeliveryOutcome Deliver(IpCounters counters, in IpReceived received, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> payload)
    {
        bool isTakenRaw = DeliverRaw(received, raw);
        if (transports[received.Protocol] is { } transport)
        {
            counters.InDelivers++;
            return transport.Receive(clock.Now, received, payload) ? DeliveryOutcome.Taken : DeliveryOutcome.NoPort;
        }

        if (isTakenRaw)
        {
            counters.InDelivers++;
            return DeliveryOutcome.Taken;
        }

        counters.InUnknownProtos++;
        return DeliveryOutcome.NoProtocol;
    }
}
