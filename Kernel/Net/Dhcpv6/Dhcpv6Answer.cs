using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Sabos.Net;

/// <summary>What a server says: an Advertise or a Reply to us (RFC 8415 16.3, 16.10).</summary>
internal sealed class Dhcpv6Answer
{
    private const int HeaderSize = 4;
    private const int AssociationHeaderSize = 12;
    private const int AddressHeaderSize = 24;
    private const int AddressSize = 16;
    private const int MaxAddresses = 4;
    private const int MaxServers = 6;
    private const int MaxIdentifier = 130;

    public required Dhcpv6MessageType Type { get; init; }

    public required uint Transaction { get; init; }

    public required byte[] Server { get; init; }

    /// <summary>Of the whole message; 0: success.</summary>
    public int Status { get; private set; }

    /// <summary>Of our identity association; 0: success.</summary>
    public int AssociationStatus { get; private set; }

    public byte Preference { get; private set; }

    public bool IsRapidCommit { get; private set; }

    /// <summary>T1 in seconds; 0: ours to choose.</summary>
    public uint Renewal { get; private set; }

    /// <summary>T2 likewise.</summary>
    public uint Rebinding { get; private set; }

    public List<Dhcpv6LeasedAddress> Addresses { get; } = [];

    public List<IpAddress> NameServers { get; } = [];

    public IReadOnlyList<string> SearchDomains { get; private set; } = [];

    /// <summary>When to ask again for what is no lease, in seconds; null: not said.</summary>
    public uint? RefreshTime { get; private set; }

    /// <summary>It has an address for us.</summary>
    public bool HasLease => Status == 0 && AssociationStatus == 0 && Addresses.Exists(static leased => leased.ValidLifetime > 0);

    /// <summary>Whether it says this status code, of the whole or of our association.</summary>
    public bool Has(int status) => Status == status || AssociationStatus == status;

    public bool IsFrom(ReadOnlySpan<byte> server) => server.SequenceEqual(Server);

    /// <summary>Whether it ends each of these leases, by a valid lifetime of 0.</summary>
    public bool TakesBack(List<Dhcpv6LeasedAddress> leases) =>
        leases.TrueForAll(leased => Addresses.Exists(taken => taken.Address == leased.Address && taken.ValidLifetime == 0));

    /// <summary>Reads a message to the client with this identifier. False: malformed, to another, or from a server without a name.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ReadOnlySpan<byte> client, uint association, [NotNullWhen(true)] out Dhcpv6Answer? answer)
    {
        answer = null;
        if (message.Length < HeaderSize
            || (Dhcpv6MessageType)message[0] is not (Dhcpv6MessageType.Advertise or Dhcpv6MessageType.Reply)
            || !Dhcpv6Options.TryParse(message[HeaderSize..], out Dhcpv6Options options)
            || !options.TryFind(Dhcpv6OptionCode.ClientIdentifier, out ReadOnlySpan<byte> addressee) || !addressee.SequenceEqual(client)
            || !options.TryFind(Dhcpv6OptionCode.ServerIdentifier, out ReadOnlySpan<byte> server) || server.Length is < 3 or > MaxIdentifier)
        {
            return false;
        }

        answer = new Dhcpv6Answer
        {
            Type = (Dhcpv6MessageType)message[0],
            Transaction = BinaryPrimitives.ReadUInt32BigEndian(message) & 0xFF_FFFF,
            Server = server.ToArray(),
        };
        foreach (Dhcpv6Option option in options)
        {
            answer.Take(option, association);
        }

        return true;
    }

    private void Take(in Dhcpv6Option option, uint association)
    {
        ReadOnlySpan<byte> value = option.Value;
        switch (option.Code)
        {
            case Dhcpv6OptionCode.StatusCode when value.Length >= 2:
                Status = BinaryPrimitives.ReadUInt16BigEndian(value);
                break;
            case Dhcpv6OptionCode.Preference when value.Length == 1:
                Preference = value[0];
                break;
            case Dhcpv6OptionCode.RapidCommit:
                IsRapidCommit = true;
                break;
            case Dhcpv6OptionCode.IdentityAssociation when value.Length >= AssociationHeaderSize && BinaryPrimitives.ReadUInt32BigEndian(value) == association:
                TakeAssociation(value);
                break;
            case Dhcpv6OptionCode.NameServers when value.Length % AddressSize == 0:
                for (; !value.IsEmpty && NameServers.Count < MaxServers; value = value[AddressSize..])
                {
                    NameServers.Add(IpAddress.Read(value[..AddressSize]));
                }

                break;
            case Dhcpv6OptionCode.DomainList:
                SearchDomains = DnsSearchList.Read(value);
                break;
            case Dhcpv6OptionCode.InformationRefreshTime when value.Length == sizeof(uint):
                RefreshTime = BinaryPrimitives.ReadUInt32BigEndian(value);
                break;
        }
    }

    /// <summary>RFC 8415 21.4: times that contradict each other make the association void.</summary>
    private void TakeAssociation(ReadOnlySpan<byte> value)
    {
        uint renewal = BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
        uint rebinding = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        if ((renewal > rebinding && rebinding != 0) || !Dhcpv6Options.TryParse(value[AssociationHeaderSize..], out Dhcpv6Options options))
        {
            return;
        }

        (Renewal, Rebinding) = (renewal, rebinding);
        foreach (Dhcpv6Option option in options)
        {
            if (option.Code == Dhcpv6OptionCode.StatusCode && option.Value.Length >= 2)
            {
                AssociationStatus = BinaryPrimitives.ReadUInt16BigEndian(option.Value);
            }
            else if (option.Code == Dhcpv6OptionCode.Address && option.Value.Length >= AddressHeaderSize && Addresses.Count < MaxAddresses)
            {
                TakeAddress(option.Value);
            }
        }
    }

    private void TakeAddress(ReadOnlySpan<byte> value)
    {
        IpAddress address = IpAddress.Read(value[..AddressSize]);
        Dhcpv6LeasedAddress leased = new(
            address, BinaryPrimitives.ReadUInt32BigEndian(value[AddressSize..]), BinaryPrimitives.ReadUInt32BigEndian(value[(AddressSize + 4)..]));
        bool isPossible = address.IsIpv6 && !address.IsUnspecified && !address.IsMulticast && !address.IsLoopback && !address.IsLinkLocal;
        if (isPossible && leased.PreferredLifetime <= leased.ValidLifetime)
        {
            Addresses.Add(leased);
        }
    }
}
