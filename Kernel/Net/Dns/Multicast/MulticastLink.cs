using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Multicast DNS on one interface: its membership of the groups, what is sent there, and the claim to our name.</summary>
internal sealed class MulticastLink
{
    public const ushort Port = 5353;

    /// <summary>Seconds that records of a host hold (RFC 6762 10).</summary>
    public const uint TimeToLive = 120;

    private static readonly IpAddress s_ipv4Group = IpAddress.FromIpv4(224, 0, 0, 251);
    private static readonly IpAddress s_ipv6Group = IpAddress.FromIpv6(0xFF02_0000_0000_0000, 0xFB);

    private readonly NetworkInterface _attached;
    private readonly MulticastSockets _sockets;
    private readonly StackClock _clock;
    private readonly DnsMessageWriter _writer = new();
    private readonly MulticastResponder _responder;
    private IReadOnlyList<InterfaceAddress>? _addressesSeen;
    private bool _isLinkUp;

    public MulticastLink(NetworkInterface attached, MulticastSockets sockets, string hostName, StackServices services)
    {
        _attached = attached;
        _sockets = sockets;
        _clock = services.Clock;
        Claim = new NameClaim(hostName, services.Random);
        Records = HostRecords.Of(attached, Claim.Name);
        _responder = new MulticastResponder(this, services);
        attached.JoinGroup(s_ipv4Group);
        attached.JoinGroup(s_ipv6Group);
    }

    public NameClaim Claim { get; }

    /// <summary>What is answered with when the name is ours.</summary>
    public HostRecords Records { get; private set; }

    public int InterfaceIndex => _attached.Index;

    public Instant NextPoll => IsChanged ? _clock.Now : Instant.Earlier(Claim.Due, _responder.NextPoll);

    /// <summary>The link or its addresses are not as they were at the last poll.</summary>
    private bool IsChanged => _attached.Device.IsLinkUp != _isLinkUp || !ReferenceEquals(_addressesSeen, _attached.Addresses);

    /// <summary>Sees what became of the link and of its addresses, and sends what is due.</summary>
    public void Poll()
    {
        if (IsChanged)
        {
            FollowInterface();
        }

        switch (Claim.TakeDue(_clock.Now))
        {
            case NameClaimState.Probing:
                SendProbe();
                break;
            case NameClaimState.Announcing:
                SendAll(TimeToLive);
                break;
        }

        _responder.Poll();
    }

    /// <summary>Takes a message from a station of the link.</summary>
    public void Receive(ReadOnlySpan<byte> message, in DnsHeader header, int recordsAt, IpEndpoint source)
    {
        if (!header.IsResponse)
        {
            if (Claim.State == NameClaimState.Probing)
            {
                MeetRival(message, header, recordsAt);
            }
            else if (Claim.IsOurs)
            {
                _responder.ReceiveQuery(message, header, recordsAt, source);
            }

            return;
        }

        DnsRecordReader records = new(message, recordsAt, header.Answers + header.Authorities + header.Additionals);
        while (Claim.State != NameClaimState.Idle && records.TryRead(out DnsRecord record))
        {
            if (record.TimeToLive > 0 && MulticastClass.IsInternet(record.Class) && Records.IsContradictedBy(message, record))
            {
                Claim.Conflict(_clock.Now);
                Records = HostRecords.Of(_attached, Claim.Name);
                return;
            }
        }
    }

    /// <summary>Asks the link.</summary>
    public void SendQuestion(in DnsQuestion question, bool isUnicastWanted)
    {
        _writer.Begin(id: 0, DnsFlags.None);
        _writer.AddQuestion(question, isUnicastWanted ? MulticastClass.UnicastWanted : DnsRecord.InternetClass);
        SendToGroup(_writer.Bytes);
    }

    public void SendToGroup(ReadOnlySpan<byte> message)
    {
        _sockets.Send(_attached, message, new IpEndpoint(s_ipv4Group, Port));
        _sockets.Send(_attached, message, new IpEndpoint(s_ipv6Group.InZone(_attached.Index), Port));
    }

    public void SendTo(ReadOnlySpan<byte> message, IpEndpoint destination) => _sockets.Send(_attached, message, destination);

    /// <summary>Takes back what was announced (RFC 6762 10.1), and leaves.</summary>
    public void Leave()
    {
        if (Claim.IsOurs && _isLinkUp)
        {
            SendAll(timeToLive: 0);
        }

        Claim.Stop();
        _attached.LeaveGroup(s_ipv4Group);
        _attached.LeaveGroup(s_ipv6Group);
    }

    private void FollowInterface()
    {
        bool wasLinkUp = _isLinkUp;
        _isLinkUp = _attached.Device.IsLinkUp;
        _addressesSeen = _attached.Addresses;
        HostRecords previous = Records;
        Records = HostRecords.Of(_attached, Claim.Name);
        if (!_isLinkUp || !Records.HasAddresses)
        {
            Claim.Stop();
        }
        else if (!wasLinkUp || Claim.State == NameClaimState.Idle)
        {
            Claim.Begin(_clock.Now);
        }
        else if (Claim.IsOurs && !Records.AreSameAs(previous))
        {
            SendGoodbye(previous);
            Claim.Announce(_clock.Now);
        }
    }

    /// <summary>A question for everything under the name, and what we would put there (RFC 6762 8.1).</summary>
    private void SendProbe()
    {
        _writer.Begin(id: 0, DnsFlags.None);
        _writer.AddQuestion(new DnsQuestion(Claim.Name, DnsRecordType.Any), MulticastClass.UnicastWanted);
        foreach (HostRecord record in Records.All)
        {
            if (record.Name == Claim.Name)
            {
                _writer.AddAuthority(record, DnsRecord.InternetClass, TimeToLive);
            }
        }

        SendToGroup(_writer.Bytes);
    }

    private void SendAll(uint timeToLive)
    {
        _writer.Begin(id: 0, DnsFlags.MulticastAnswer);
        foreach (HostRecord record in Records.All)
        {
            _writer.AddAnswer(record, MulticastClass.CacheFlush, timeToLive);
        }

        SendToGroup(_writer.Bytes);
    }

    private void SendGoodbye(HostRecords previous)
    {
        _writer.Begin(id: 0, DnsFlags.MulticastAnswer);
        foreach (HostRecord record in previous.All)
        {
            if (!Records.Contains(record))
            {
                _writer.AddAnswer(record, DnsRecord.InternetClass, timeToLive: 0);
            }
        }

        if (_writer.HasRecords)
        {
            SendToGroup(_writer.Bytes);
        }
    }

    /// <summary>A probe for the name that we are probing for.</summary>
    private void MeetRival(ReadOnlySpan<byte> message, in DnsHeader header, int recordsAt)
    {
        DnsRecordReader records = new(message, recordsAt, header.Answers + header.Authorities);
        bool isRival = false;
        for (int i = 0; records.TryRead(out DnsRecord record); i++)
        {
            isRival |= i >= header.Answers && record.Owner == Claim.Name;
        }

        if (isRival && ProbeTieBreak.Compare(Records, message, header, recordsAt) < 0)
        {
            Claim.Yield(_clock.Now);
        }
    }
}
