using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// Which sockets are bound to which port. The ports are of our choosing, never a stranger's, so that the table needs no secret, and a port's
/// sockets are few.
/// </summary>
internal sealed class UdpPorts(StackRandom random)
{
    private readonly Dictionary<ushort, List<UdpSocket>> _ports = [];
    private readonly List<UdpSocket> _nobody = [];

    /// <summary>Finds a port for a socket and enters it. None, AddressInUse.</summary>
    public TransportError Add(UdpSocket socket, IpEndpoint local, out ushort port)
    {
        port = local.Port;
        if (port == 0)
        {
            foreach (ushort candidate in new EphemeralPorts(random))
            {
                if (!_ports.ContainsKey(candidate))
                {
                    port = candidate;
                    break;
                }
            }
        }

        if (port == 0 || IsTaken(socket, local with { Port = port }))
        {
            return TransportError.AddressInUse;
        }

        if (!_ports.TryGetValue(port, out List<UdpSocket>? sockets))
        {
            _ports.Add(port, sockets = []);
        }

        sockets.Add(socket);
        return TransportError.None;
    }

    public void Remove(UdpSocket socket)
    {
        ushort port = socket.LocalEndpoint.Port;
        if (_ports.TryGetValue(port, out List<UdpSocket>? sockets) && sockets.Remove(socket) && sockets.Count == 0)
        {
            _ports.Remove(port);
        }
    }

    /// <summary>The sockets at a port.</summary>
    public List<UdpSocket> At(ushort port) => _ports.GetValueOrDefault(port, _nobody);

    public IEnumerable<UdpSocket> All()
    {
        foreach (List<UdpSocket> sockets in _ports.Values)
        {
            foreach (UdpSocket socket in sockets)
            {
                yield return socket;
            }
        }
    }

    private bool IsTaken(UdpSocket newcomer, IpEndpoint local)
    {
        foreach (UdpSocket bound in At(local.Port))
        {
            if (Overlap(newcomer, local.Address, bound) && !(newcomer.AllowsReuse && bound.AllowsReuse))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Overlap(UdpSocket newcomer, IpAddress address, UdpSocket bound) =>
        Covers(address, newcomer.IsDualStack, bound.LocalEndpoint.Address)
        || Covers(bound.LocalEndpoint.Address, bound.IsDualStack, address);

    /// <summary>Whether a socket bound to this address receives what is sent to that one.</summary>
    internal static bool Covers(IpAddress bound, bool dualStack, IpAddress address) =>
        bound == address || (bound.IsUnspecified && (bound.IsIpv4 == address.IsIpv4 || (bound.IsIpv6 && dualStack)));
}
