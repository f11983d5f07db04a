using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>
/// One TCP in conversation with a scripted peer, as the figures of the RFCs show it. Sequence numbers are relative to each side's initial
/// one: the SYN is 0, the first byte 1. The peer's wrap soon.
/// </summary>
internal sealed class Dialogue
{
    public const ushort StackPort = 80;
    public const ushort PeerPort = 4000;
    private const uint PeerInitial = 0xFFFF_FFF0;

    public static readonly IpAddress StackAddress = IpAddress.FromIpv4(10, 0, 0, 1);
    public static readonly IpAddress PeerAddress = IpAddress.FromIpv4(10, 0, 0, 2);
    public static readonly IpAddress StackIpv6Address = IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 1);
    public static readonly IpAddress PeerIpv6Address = IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 2);

    private readonly Dictionary<ushort, SequenceNumber> _initials = [];
    private readonly IpAddress _any;
    private uint? _stackInitial;

    public Dialogue(TcpSettings? settings = null, int mtu = 1500, bool ipv6 = false)
    {
        Stack = ipv6 ? StackIpv6Address : StackAddress;
        Peer = ipv6 ? PeerIpv6Address : PeerAddress;
        _any = ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;
        Output = new FakeIpOutput { Local = Stack, Mtu = mtu };
        byte[] seed = new byte[32];
        seed[0] = 1;
        Tcp = new TcpLayer(Output, new StackRandom(seed), Counters, settings ?? new TcpSettings());
        Tcp.Poll(Now, 1000);
        DialogueTests.Began(this);
    }

    /// <summary>The stack's address.</summary>
    public IpAddress Stack { get; }

    /// <summary>The peer's address.</summary>
    public IpAddress Peer { get; }

    public FakeIpOutput Output { get; }

    public TcpLayer Tcp { get; }

    public TcpCounters Counters { get; } = new();

    public Instant Now { get; private set; } = Instant.FromMilliseconds(10_000);

    public TcpListener? Listener { get; private set; }

    /// <summary>The stack's end, once there is one.</summary>
    public TcpConnection Connection { get; private set; } = null!;

    public ObserverLog Log { get; } = new();

    public ushort LocalPort { get; private set; } = StackPort;

    /// <summary>What the peer announces in every segment, unscaled, unless told otherwise.</summary>
    public ushort PeerWindow { get; set; } = 65_535;

    /// <summary>What the peer sends arrives together with more, before the stack is polled.</summary>
    public bool IsInBurst { get; set; }

    /// <summary>A sequence number of the peer as the dialogue counts it.</summary>
    public static int Relative(SequenceNumber peerSequence) => (int)(peerSequence.Value - PeerInitial);

    /// <summary>A sequence number of the stack as it is on the wire; the last SYN that the stack sent is 0.</summary>
    public SequenceNumber StackSequence(int relative) => new(_stackInitial.GetValueOrDefault() + (uint)relative);

    /// <summary>The stack's initial sequence number towards one of the peer's ports.</summary>
    public SequenceNumber InitialFor(ushort port) => _initials[port];

    /// <summary>Counts the stack's sequence numbers from so much later on.</summary>
    public void Rebase(int count) => _stackInitial += (uint)count;

    public Dialogue Listens(int backlog = 8)
    {
        Assert.Equal(TransportError.None, Tcp.Listen(new IpEndpoint(_any, StackPort), backlog, false, false, out TcpListener? listener));
        Listener = listener;
        return this;
    }

    public Dialogue Connects()
    {
        Assert.Equal(
            TransportError.None,
            Tcp.Connect(new IpEndpoint(_any, 0), new IpEndpoint(Peer, PeerPort), false, out TcpConnection? connection));
        Hold(connection!);
        Polls();
        return this;
    }

    public Dialogue Accepts()
    {
        Assert.True(Listener!.TryAccept(out TcpConnection? connection));
        Hold(connection!);
        return this;
    }

    /// <summary>An established connection that the peer opened; its SYN carried the options given.</summary>
    public Dialogue Established(TcpOptions options = default, int roundTrip = 0)
    {
        Listens();
        PeerSends(Syn, seq: 0, options: options);
        StackSends(Syn | Ack, seq: 0, ack: 1);
        After(roundTrip);
        PeerSends(Ack, seq: 1, ack: 1, options: options.Timestamps is null ? default : new TcpOptions { Timestamps = options.Timestamps });
        return Accepts();
    }

    /// <summary>The peer sends; with <c>merged</c> it sent segments of so many bytes of payload, which our device put together.</summary>
    public Dialogue PeerSends(TcpFlags flags, int seq, int ack = 0, string data = "", int? window = null, TcpOptions options = default, ushort? fromPort = null, SequenceNumber? acknowledges = null, bool marked = false, int merged = 0)
    {
        byte[] payload = Encoding.ASCII.GetBytes(data);
        byte[] segment = new byte[TcpHeader.Size + options.Length + payload.Length];
        var header = new TcpHeader(
            fromPort ?? PeerPort,
            LocalPort,
            new SequenceNumber(PeerInitial + (uint)seq),
            acknowledges ?? ((flags & Ack) != 0 ? StackSequence(ack) : default),
            flags,
            (ushort)(window ?? PeerWindow));
        header.WriteTo(segment, options.Length);
        TcpOptionsWriter.Write(options, segment.AsSpan(TcpHeader.Size));
        payload.CopyTo(segment, TcpHeader.Size + options.Length);
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(Peer, Stack, IpProtocol.Tcp, segment.Length);
        checksum.Add(segment);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(TcpHeader.ChecksumOffset), checksum.Value);
        Deliver(segment, trafficClass: marked ? EcnField.CongestionExperienced : EcnField.NotCapable, merged: merged);
        return this;
    }

    /// <summary>Hands bytes to the stack as they are.</summary>
    public void Deliver(byte[] segment, bool checksumVerified = false, bool isUnicast = true, byte trafficClass = 0, int merged = 0)
    {
        var packet = new IpReceived(null!, Peer, Stack, IpProtocol.Tcp, 64, trafficClass, checksumVerified) { IsUnicast = isUnicast, SegmentSize = merged };
        Tcp.Receive(Now, packet, segment);
        if (!IsInBurst)
        {
            Polls();
        }
    }

    /// <summary>The path says by ICMP what became of a segment of the stack's, of which it quotes what RFC 792 asks for: the first eight bytes.</summary>
    public Dialogue PathReports(PathError error, int seq, int pathMtu = 0)
    {
        byte[] quotation = new byte[TcpHeader.Size];
        new TcpHeader(LocalPort, PeerPort, StackSequence(seq), default, Ack, 0).WriteTo(quotation, 0);
        Tcp.ReceiveError(Now, error, Stack, Peer, quotation.AsSpan(0, 8), pathMtu);
        return Polls();
    }

    /// <summary>The next segment that the stack sent is this one.</summary>
    public SentByStack StackSends(TcpFlags flags, int seq, int? ack = null, string? data = null, int? window = null)
    {
        SentByStack? sent = TakeSent();
        Assert.True(sent is not null, "the stack sent nothing");
        string expected = $"<SEQ={seq}><ACK={ack ?? sent.Ack}><CTL={flags}><WND={window ?? sent.Window}> \"{data ?? sent.Data}\"";
        Assert.Equal(expected, sent.ToString());
        return sent;
    }

    public Dialogue StackIsSilent()
    {
        SentByStack? sent = TakeSent();
        Assert.True(sent is null, $"the stack sent {sent}");
        return this;
    }

    /// <summary>Nothing is left that the stack sent and nobody looked at.</summary>
    public void Ends()
    {
        List<SentByStack> rest = TakeAllSent();
        Assert.True(rest.Count == 0, $"the stack also sent, and nobody looked:\n{string.Join('\n', rest)}");
    }

    /// <summary>Everything sent and not yet looked at.</summary>
    public List<SentByStack> TakeAllSent()
    {
        List<SentByStack> all = [];
        while (TakeSent() is SentByStack sent)
        {
            all.Add(sent);
        }

        return all;
    }

    public Dialogue StateIs(TcpState state)
    {
        Assert.Equal(state, Connection.State);
        return this;
    }

    public Dialogue StackWrites(string data)
    {
        Assert.Equal(TransportError.None, Connection.Send(Encoding.ASCII.GetBytes(data), out int accepted));
        Assert.Equal(data.Length, accepted);
        Polls();
        return this;
    }

    public Dialogue StackReads(string data)
    {
        byte[] bytes = new byte[Math.Max(data.Length, 1)];
        Assert.Equal(TransportError.None, Connection.Receive(bytes, out int received));
        Assert.Equal(data, Encoding.ASCII.GetString(bytes, 0, received));
        Polls();
        return this;
    }

    public Dialogue StackShutsDown()
    {
        Assert.Equal(TransportError.None, Connection.ShutdownSend());
        Polls();
        return this;
    }

    public Dialogue StackCloses()
    {
        Connection.Close();
        Polls();
        return this;
    }

    /// <summary>Lets time pass, polling whenever the stack asks for it.</summary>
    public Dialogue After(double milliseconds)
    {
        Instant end = Now + TimeSpan.FromMilliseconds(milliseconds);
        while (Tcp.NextPoll <= end)
        {
            Now = Tcp.NextPoll > Now ? Tcp.NextPoll : Now;
            Tcp.Poll(Now, 1000);
        }

        Now = end;
        Polls();
        return this;
    }

    public Dialogue Polls()
    {
        while (Tcp.Poll(Now, 1000))
        {
        }

        Assert.True(Tcp.NextPoll > Now, "after a poll nothing is due at once");
        return this;
    }

    private void Hold(TcpConnection connection)
    {
        Connection = connection;
        Connection.Observer = Log;
        LocalPort = connection.LocalEndpoint.Port;
    }

    private SentByStack? TakeSent()
    {
        if (!Output.Sent.TryDequeue(out (IpSend Send, byte[] Segment, TransmitOffload Offload) packet))
        {
            return null;
        }

        Assert.True(TcpSegment.TryParse(packet.Segment, out TcpSegment segment));
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(packet.Send.Source, packet.Send.Destination, IpProtocol.Tcp, packet.Segment.Length);
        checksum.Add(packet.Segment);
        Assert.Equal(0, checksum.Value);
        if (segment.Has(Syn))
        {
            _stackInitial = segment.Sequence.Value;
            _initials[segment.DestinationPort] = segment.Sequence;
        }

        bool fromNothing = _stackInitial is null || (segment.Has(Rst) && segment.Sequence.Value == 0);
        return new SentByStack(
            segment.Flags,
            fromNothing ? (int)segment.Sequence.Value : (int)(segment.Sequence.Value - _stackInitial!.Value),
            segment.Has(Ack) ? (int)(segment.Acknowledgment.Value - PeerInitial) : 0,
            Encoding.ASCII.GetString(segment.Payload),
            segment.Window,
            TcpOptionsReader.Read(segment.Options),
            packet.Send,
            segment.DestinationPort)
        {
            SegmentSize = packet.Offload.SegmentSize,
        };
    }
}
