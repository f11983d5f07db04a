using System;
using System.Text;

namespace Sabos.Net;

/// <summary>Puts a DHCP client's messages on the link, below UDP while there is no address.</summary>
internal sealed class DhcpSender
{
    public const ushort ClientPort = 68;
    public const ushort ServerPort = 67;

    private const int MaxMessage = 576 - Ipv4Header.Size - UdpHeader.Size;

    private readonly NetworkInterface _interface;
    private readonly IIpOutput _output;
    private readonly MacAddress _hardware;
    private readonly byte[] _clientIdentifier;
    private readonly byte[] _hostName;
    private readonly byte[] _message = new byte[MaxMessage];

    public DhcpSender(NetworkInterface attached, IIpOutput output, string hostName)
    {
        _interface = attached;
        _output = output;
        _hardware = attached.Device.Capabilities.Address;
        _clientIdentifier = DhcpClientIdentifier.Create(attached.Index, _hardware);
        _hostName = Encoding.ASCII.GetBytes(hostName);
    }

    private static ReadOnlySpan<byte> WantedOptions =>
    [
        // Classless routes before routers (RFC 3442).
        (byte)DhcpOption.SubnetMask, (byte)DhcpOption.ClasslessStaticRoute, (byte)DhcpOption.Router, (byte)DhcpOption.DomainNameServer,
        (byte)DhcpOption.HostName, (byte)DhcpOption.DomainName, (byte)DhcpOption.DomainSearch, (byte)DhcpOption.InterfaceMtu,
        (byte)DhcpOption.NtpServers, (byte)DhcpOption.LeaseTime, (byte)DhcpOption.RenewalTime, (byte)DhcpOption.RebindingTime,
    ];

    private static ReadOnlySpan<byte> VendorClass => "sabos"u8;

    /// <summary>Whether an answer that repeats the identifier of whom it is for (RFC 6842 3) repeats ours; one that repeats none is fine.</summary>
    public bool IsForUs(in DhcpMessage answer)
    {
        Span<byte> identifier = stackalloc byte[_clientIdentifier.Length];
        int length = answer.ReadOption(DhcpOption.ClientIdentifier, identifier);
        return length < 0 || (length == identifier.Length && identifier.SequenceEqual(_clientIdentifier));
    }

    /// <summary>To every server, from no address. What the device has no room for comes again with the next retransmission.</summary>
    public void Broadcast(in DhcpRequest request)
    {
        ReadOnlySpan<byte> message = Write(request);
        int length = Ipv4Header.Size + UdpHeader.Size + message.Length;
        IpAddress source = request.ClientAddress ?? IpAddress.AnyIpv4;
        var route = new IpRoute(_interface, source, IpAddress.BroadcastIpv4, _interface.Capabilities.Mtu) { IsToGroup = true };
        if (_interface.TryReservePacket(route, length, TransmitOffload.None, isToStranger: false, out OutgoingFrame frame, out int linkHeader)
            != TransportError.None)
        {
            return;
        }

        Ipv4Header header = new()
        {
            Source = source,
            Destination = IpAddress.BroadcastIpv4,
            Protocol = IpProtocol.Udp,
            TimeToLive = 64,
            DoNotFragment = true,
            PayloadLength = UdpHeader.Size + message.Length,
        };
        Span<byte> packet = frame.Bytes[linkHeader..];
        header.WriteTo(packet);
        WriteDatagram(packet[Ipv4Header.Size..], message, source, IpAddress.BroadcastIpv4);
        frame.Dispose();
    }

    /// <summary>To one server, from the address that the request says we have.</summary>
    public void Send(in DhcpRequest request, IpAddress server)
    {
        ReadOnlySpan<byte> message = Write(request);
        IpAddress source = request.ClientAddress!.Value;
        IpSend send = new(source, server, IpProtocol.Udp);
        if (_output.TryReserve(send, UdpHeader.Size + message.Length, TransmitOffload.None, out OutgoingPacket packet) == TransportError.None)
        {
            WriteDatagram(packet.Payload, message, source, server);
            packet.Dispose();
        }
    }

    private static void WriteDatagram(Span<byte> datagram, ReadOnlySpan<byte> message, IpAddress source, IpAddress destination)
    {
        new UdpHeader(ClientPort, ServerPort, (ushort)datagram.Length).WriteTo(datagram);
        message.CopyTo(datagram[UdpHeader.Size..]);
        UdpHeader.WriteChecksum(datagram, source, destination);
    }

    private ReadOnlySpan<byte> Write(in DhcpRequest request)
    {
        DhcpMessageWriter writer = new(_message, isReply: false, request.Transaction, _hardware);
        writer.WriteSeconds(request.Elapsed);
        writer.Add(request.Type);
        writer.Add(DhcpOption.ClientIdentifier, _clientIdentifier);
        if (request.ClientAddress is { } client)
        {
            writer.WriteClientAddress(client);
        }

        if (request.RequestedAddress is { } requested)
        {
            writer.Add(DhcpOption.RequestedAddress, requested);
        }

        if (request.Server is { } server)
        {
            writer.Add(DhcpOption.ServerIdentifier, server);
        }

        if (request.WantsOptions)
        {
            AddOptions(ref writer);
        }

        return _message.AsSpan(0, writer.Finish());
    }
    private void AddOptions(ref DhcpMessageWriter writer)
    {
        if (_hostName.Length is > 0 and < 64)
        {
            writer.Add(DhcpOption.HostName, _hostName);
        }

        writer.Add(DhcpOption.VendorClass, VendorClass);
        ushort largest = (ushort)_interface.Device.Capabilities.Mtu;
        writer.Add(DhcpOption.MaxMessageSize, [(byte)(largest >> 8), (byte)largest]);
        writer.Add(DhcpOption.ParameterRequestList, WantedOptions);
    }
}
