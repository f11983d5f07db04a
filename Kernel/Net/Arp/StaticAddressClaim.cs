using System;

namespace Sabos.Net;

/// <summary>
/// An address configured by hand, used as soon as nobody else has it. Nothing could take its place, so a rival is waited for, and once it is ours it is
/// defended without end (RFC 5227 2.4 (c)).
/// </summary>
internal sealed class StaticAddressClaim(NetworkInterface attached, IpPrefix prefix, StackServices services) : IAddressClaimant
{
    private readonly ConflictPause _pause = new(services.Random);

    public bool YieldsToRival => false;

    public void Begin() => Probe(TimeSpan.Zero, AddressState.Tentative);

    public void OnClaimed(IpAddress address)
    {
        _pause.Reset();
        attached.SetAddress(new InterfaceAddress(prefix, AddressOrigin.Static));
    }

    public void OnLost(IpAddress address) => Probe(_pause.Next(), AddressState.Duplicate);

    private void Probe(TimeSpan pause, AddressState state)
    {
        attached.SetAddress(new InterfaceAddress(prefix, AddressOrigin.Static) { State = state });
        attached.Arp!.Claims.Probe(prefix.Address, this, _pause.Restrain(services.Probing), pause);
    }
}
