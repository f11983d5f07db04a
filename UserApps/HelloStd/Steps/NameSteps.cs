using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.HelloStd.Steps;

/// <summary>Names to addresses.</summary>
internal static class NameSteps
{
    public static async Task ResolveAsync(string name, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(name, cancellation).ConfigureAwait(false);
        Expect.True(addresses.Length > 0, "no address");
        if (name == "localhost")
        {
            foreach (IPAddress address in addresses)
                Expect.True(IPAddress.IsLoopback(address), $"{address} is not the loopback");
        }
    }
}
