using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Testbed;

namespace Sabos.Interop.Tests;

/// <summary>What the DHCP client of a stack has been through, a line for each of its states.</summary>
internal sealed class LeaseLog(NetworkInterface watched)
{
    private (DhcpState State, Instant? Obtained) _last;

    public Transcript Lines { get; } = new();

    /// <summary>Looks whether something changed; on the stack's thread.</summary>
    public void Look()
    {
        DhcpClient client = watched.Dhcp!;
        (DhcpState State, Instant? Obtained) current = (client.State, client.Lease?.Obtained);
        if (current == _last)
            return;
        _last = current;
        Lines.Append($"{client.State} {client.Lease?.Address.Address}\n");
    }

    public Task WaitForAsync(DhcpState state) => Lines.ExpectAsync($"{state} ");
}
