using System;

namespace Sabos.Net;

/// <summary>What the client says.</summary>
internal sealed partial class Dhcpv6Client
{
    private const int MaxMessage = 512;

    // What is asked for beside addresses, as the option carries it.
    private static ReadOnlySpan<byte> WantedOptions => [0, (byte)Dhcpv6OptionCode.NameServers, 0, (byte)Dhcpv6OptionCode.DomainList];

    private static ReadOnlySpan<byte> WantedInformation =>
    [
        0, (byte)Dhcpv6OptionCode.NameServers, 0, (byte)Dhcpv6OptionCode.DomainList, 0, (byte)Dhcpv6OptionCode.InformationRefreshTime,
    ];

    private void Send(Dhcpv6MessageType type)
    {
        Span<byte> buffer = stackalloc byte[MaxMessage];
        Dhcpv6MessageWriter writer = new(buffer, type, _transaction);
        writer.Add(Dhcpv6OptionCode.ClientIdentifier, _identifier);
        writer.Add(Dhcpv6OptionCode.ElapsedTime, Elapsed(type));
        switch (type)
        {
            case Dhcpv6MessageType.InformationRequest:
                writer.Add(Dhcpv6OptionCode.OptionRequest, WantedInformation);
                break;
            case Dhcpv6MessageType.Solicit:
                writer.Add(Dhcpv6OptionCode.RapidCommit, []);
                writer.Add(Dhcpv6OptionCode.OptionRequest, WantedOptions);
                writer.AddAssociation(_association, []);
                break;
            case Dhcpv6MessageType.Request:
                writer.Add(Dhcpv6OptionCode.ServerIdentifier, _offer!.Server);
                writer.Add(Dhcpv6OptionCode.OptionRequest, WantedOptions);
                writer.AddAssociation(_association, _offer.Addresses);
                break;
            case Dhcpv6MessageType.Renew:
                writer.Add(Dhcpv6OptionCode.ServerIdentifier, _lease!.Server);
                writer.Add(Dhcpv6OptionCode.OptionRequest, WantedOptions);
                writer.AddAssociation(_association, _lease.Addresses);
                break;
            case Dhcpv6MessageType.Rebind:
                writer.Add(Dhcpv6OptionCode.OptionRequest, WantedOptions);
                writer.AddAssociation(_association, _lease!.Addresses);
                break;
            case Dhcpv6MessageType.Confirm:
                writer.AddAssociation(_association, _lease!.Addresses);
                break;
            case Dhcpv6MessageType.Decline:
                writer.Add(Dhcpv6OptionCode.ServerIdentifier, _lease!.Server);
                writer.AddAssociation(_association, [new Dhcpv6LeasedAddress(_declined, 0, 0)]);
                break;
            case Dhcpv6MessageType.Release:
                writer.Add(Dhcpv6OptionCode.ServerIdentifier, _lease!.Server);
                writer.AddAssociation(_association, _lease.Addresses);
                break;
        }

        _sender.Send(buffer[..writer.Length]);
    }

    /// <summary>Hundredths of a second since the first message of the exchange (21.9).</summary>
    private ushort Elapsed(Dhcpv6MessageType type)
    {
        const long TicksPerHundredth = TimeSpan.TicksPerSecond / 100;
        bool isFirst = type == Dhcpv6MessageType.Release || _backoff.Count <= 1;
        return isFirst ? (ushort)0 : (ushort)Math.Min((_clock.Now - _began).Ticks / TicksPerHundredth, ushort.MaxValue);
    }
}
