using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>The host of a scripted peer: answers address resolution, and wraps and unwraps segments.</summary>
internal sealed class PeerStation(LinkEnd end, IpEndpoint local)
{
    public delegate void SegmentTaker(in TcpFrame frame);

    /// <summary>Gets the segments that arrive sound.</summary>
    public SegmentTaker? Arrived { get; set; }

    public IpEndpoint Remote { get; set; }

    /// <summary>What every packet's ECN field is (RFC 3168 5).</summary>
    public byte CongestionField { get; set; }

    public void TakeAll()
    {
        while (end.TryReceive(out ReceivedFrame received))
        {
            using (received)
            {
                Take(received.Bytes);
            }
        }
    }

    public void Send(in PeerSegment segment)
    {
        const int Headers = EthernetHeader.Size + Ipv4Header.Size;
        end.TryReserve(Headers + segment.Length, TransmitOffload.None, out OutgoingFrame frame);
        using (frame)
        {
            new EthernetHeader(TwoHosts.LeftHardware, end.Capabilities.Address, EtherType.Ipv4).WriteTo(frame.Bytes);
            new Ipv4Header
            {
                Source = local.Address,
                Destination = Remote.Address,
                Protocol = IpProtocol.Tcp,
                TimeToLive = 64,
                DoNotFragment = true,
                TrafficClass = CongestionField,
                PayloadLength = segment.Length,
            }.WriteTo(frame.Bytes[EthernetHeader.Size..]);
            segment.WriteTo(frame.Bytes[Headers..], local, Remote);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (FrameAudit.FindFault(bytes) is not null)
        {
            return;
        }

        if (TcpFrame.TryParse(bytes, out TcpFrame frame))
        {
            if (frame.Destination == local && (frame.Source == Remote || Remote.Port == 0))
            {
                Remote = frame.Source;
                Arrived?.Invoke(frame);
            }
        }
        else if (EthernetFrame.TryParse(bytes, out EthernetFrame ethernet) && ethernet.Type == EtherType.Arp
            && ArpPacket.TryParse(ethernet.Payload, out ArpPacket request) && request.Operation == ArpOperation.Request && request.TargetAddress == local.Address)
        {
            end.TryReserve(EthernetHeader.Size + ArpPacket.Size, TransmitOffload.None, out OutgoingFrame answer);
            using (answer)
            {
                new EthernetHeader(request.SenderHardware, end.Capabilities.Address, EtherType.Arp).WriteTo(answer.Bytes);
                new ArpPacket(ArpOperation.Reply, end.Capabilities.Address, local.Address, request.SenderHardware, request.SenderAddress)
                    .WriteTo(answer.Bytes[EthernetHeader.Size..]);
            }
        }
    }
}
