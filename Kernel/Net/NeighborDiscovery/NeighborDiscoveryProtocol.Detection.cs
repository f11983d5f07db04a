using System;

namespace Sabos.Net;

/// <summary>Duplicate address detection's messages (RFC 4862 5.4), and what its outcome means for the interface.</summary>
internal sealed partial class NeighborDiscoveryProtocol : IDetectionOwner
{
    private const int NonceOptionSize = 8;
    private const int NonceOffset = 2;

    // Who answered or asked last.
    private MacAddress _rival;

    /// <summary>An address of the interface has changed: it is asked for if need be, or no more.</summary>
    public void FollowDetection(InterfaceAddress? previous, InterfaceAddress? current)
    {
        if (current is { State: AddressState.Tentative or AddressState.Optimistic })
        {
            if (previous?.State != current.State)
            {
                _detection.Start(current.Address);
            }
        }
        else
        {
            _detection.Cancel((current ?? previous)!.Address);
        }
    }

    void IDetectionOwner.AskWhoHas(IpAddress address, ulong nonce)
    {
        Span<byte> body = stackalloc byte[TargetSize + NonceOptionSize];
        address.WriteTo(body);
        body[TargetSize] = (byte)NeighborOptionType.Nonce;
        body[TargetSize + 1] = NonceOptionSize / 8;
        new MacAddress(nonce).WriteTo(body[(TargetSize + NonceOffset)..]);
        IpAddress group = address.SolicitedNode.InZone(_interface.Index);
        Output.TrySend(IpAddress.AnyIpv6, group, new Icmpv6Header(Icmpv6Type.NeighborSolicitation, 0, 0), body);
    }

    void IDetectionOwner.OnUnique(IpAddress address)
    {
        if (_interface.FindAddress(address) is { } own)
        {
            _interface.SetAddress(own.Confirmed(_services.Clock.Now));
            Configuration?.Confirm(own);
        }
    }

    void IDetectionOwner.OnDuplicate(IpAddress address)
    {
        if (_interface.FindAddress(address) is not { } own)
        {
            return;
        }

        _services.Counters.Routers.Duplicates++;
        _interface.SetAddress(own with { State = AddressState.Duplicate });
        _events.OnAddressConflict(new AddressConflict(_interface, address, _rival, IsLost: true));
        Configuration?.Replace(own);
    }

    /// <summary>The nonce of a solicitation, if it has one as long as ours (RFC 3971 5.3.2).</summary>
    private static ulong? FindNonce(in NeighborOptions options)
    {
        foreach (NeighborOption option in options)
        {
            if (option.Type == NeighborOptionType.Nonce)
            {
                return option.Bytes.Length == NonceOptionSize ? MacAddress.Read(option.Bytes[NonceOffset..]).Bits : null;
            }
        }

        return null;
    }
}
