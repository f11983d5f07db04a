using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary>Turns what a user names a host by into addresses.</summary>
internal static class HostName
{
    /// <summary>The address itself, or those of the name, the best first. Throws <see cref="SocketException"/> if there is none.</summary>
    /// <param name="host">An address, or a name.</param>
    /// <param name="family">The version to look for; unspecified: either.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    public static async Task<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? address)
            ? address.AddressFamily == family || family == AddressFamily.Unspecified ? [address] : []
            : await Dns.GetHostAddressesAsync(host, family, cancellation).ConfigureAwait(false);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
    }
}
