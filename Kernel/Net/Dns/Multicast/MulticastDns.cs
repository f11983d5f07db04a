using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// Multicast DNS (RFC 6762): asks the links for names under .local, and answers there for our own, HOSTNAME.local, on every interface from
/// <see cref="Start"/> to <see cref="Stop"/>.
/// </summary>
public sealed class MulticastDns
{
    // RFC 6762 17: the longest message.
    private const int MaxMessage = 9000;
    private const int ReceiveTurn = 32;

    private readonly IReadOnlyList<NetworkInterface> _interfaces;
    private readonly UdpLayer _udp;
    private readonly StackServices _services;
    private readonly string _hostName;
    private readonly List<MulticastLink> _links = [];
    private readonly List<MulticastLookup> _lookups = [];
    private byte[] _buffer = [];
    private MulticastSockets? _sockets;

    internal MulticastDns(IReadOnlyList<NetworkInterface> interfaces, UdpLayer udp, StackServices services, string hostName)
    {
        _interfaces = interfaces;
        _udp = udp;
        _services = services;
        _hostName = DnsName.TryNormalize(hostName, out string name) ? name : "";
    }

    public bool IsRunning => _sockets is not null;

    /// <summary>The names that are ours on some link, each with the link's interface index.</summary>
    public IEnumerable<(int InterfaceIndex, string Name)> Names
    {
        get
        {
            foreach (MulticastLink link in _links)
            {
                if (link.Claim.IsOurs)
                {
                    yield return (link.InterfaceIndex, link.Claim.Name);
                }
            }
        }
    }

    internal Instant NextPoll
    {
        get
        {
            Instant next = _sockets is { HasDatagrams: true } ? _services.Clock.Now : Instant.Never;
            foreach (MulticastLink link in _links)
            {
                next = Instant.Earlier(next, link.NextPoll);
            }

            return next;
        }
    }

    /// <summary>Begins, on the interfaces that are attached now. AddressInUse: a program has the port; InvalidArgument: the host's name is none that can stand under .local.</summary>
    public TransportError Start()
    {
        if (IsRunning)
        {
            return TransportError.None;
        }

        if (_hostName.Length is 0 or > DnsName.MaxLabel || _hostName.Contains('.', StringComparison.Ordinal))
        {
            return TransportError.InvalidArgument;
        }

        _sockets = MulticastSockets.Open(_udp);
        if (_sockets is null)
        {
            return TransportError.AddressInUse;
        }

        _buffer = new byte[MaxMessage];
        foreach (NetworkInterface attached in _interfaces)
        {
            if (!attached.IsLoopback)
            {
                _links.Add(new MulticastLink(attached, _sockets, _hostName, _services));
            }
        }

        return TransportError.None;
    }

    /// <summary>Ends, and tells the links that our records are gone (RFC 6762 10.1).</summary>
    public void Stop()
    {
        foreach (MulticastLink link in _links)
        {
            link.Leave();
        }

        _links.Clear();
        _sockets?.Close();
        _sockets = null;
    }

    /// <summary>Whether a name is ours, on some link.</summary>
    internal bool Owns(string name) => _links.Exists(link => link.Claim.IsOurs && link.Claim.Name == name);

    internal void Join(MulticastLookup lookup) => _lookups.Add(lookup);

    internal void Leave(MulticastLookup lookup) => _lookups.Remove(lookup);

    /// <summary>Asks all links.</summary>
    internal void Ask(in DnsQuestion question, bool isUnicastWanted)
    {
        foreach (MulticastLink link in _links)
        {
            link.SendQuestion(question, isUnicastWanted);
        }
    }

    internal void Poll()
    {
        for (int i = 0; i < ReceiveTurn && _sockets is { HasDatagrams: true } sockets; i++)
        {
            if (sockets.TryReceive(_buffer, out DatagramReceived received))
            {
                Receive(_buffer.AsSpan(0, received.Copied), received);
            }
        }

        foreach (MulticastLink link in _links)
        {
            link.Poll();
        }
    }

    /// <summary>Takes what came from the link itself (RFC 6762 11), and answers from the right port only (6).</summary>
    private void Receive(ReadOnlySpan<byte> message, in DatagramReceived received)
    {
        int index = received.InterfaceIndex;
        if (_links.Find(each => each.InterfaceIndex == index) is not { } link
            || !IsOnLink(_interfaces[index - 1], received.Source.Address)
            || !DnsHeader.TryRead(message, out DnsHeader header)
            || !header.IsStandardQuery
            || !TrySkipQuestions(message, header.Questions, out int recordsAt)
            || (header.IsResponse && received.Source.Port != MulticastLink.Port))
        {
            return;
        }

        link.Receive(message, header, recordsAt, received.Source);
        if (header.IsResponse)
        {
            // A lookup that is answered leaves, perhaps with others that nobody needs any more.
            for (int i = _lookups.Count - 1; i >= 0; i = Math.Min(i, _lookups.Count) - 1)
            {
                _lookups[i].Receive(message, header, recordsAt, index);
            }
        }
    }

    private static bool IsOnLink(NetworkInterface attached, IpAddress source) => source.IsLinkLocal || attached.IsNeighborAddress(source);

    /// <summary>Finds the end of the questions. False: the message ends first.</summary>
    private static bool TrySkipQuestions(ReadOnlySpan<byte> message, int count, out int offset)
    {
        const int TypeAndClass = 4;
        offset = DnsHeader.Size;
        for (int i = 0; i < count; i++)
        {
            if (!DnsName.TryRead(message, ref offset, out _) || offset + TypeAndClass > message.Length)
            {
                return false;
            }

            offset += TypeAndClass;
        }

        return true;
    }
}
