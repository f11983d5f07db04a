using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Testbed;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>What the DHCP client of a stack has been through, a line for each of its states.</summary>
/// <param name="output">Where the lines go, too.</param>
internal sealed class LeaseLog(ITestOutputHelper output)
{
    private readonly Transcript _lines = new();
    private (DhcpState State, Instant? Obtained) _last;

    /// <summary>Looks whether something changed; on the stack's thread.</summary>
    public void Look(DhcpClient client)
    {
        (DhcpState State, Instant? Obtained) current = (client.State, client.Lease?.Obtained);
        if (current == _last)
            return;
        _last = current;
        string line = $"{client.State} {client.Lease?.Address.Address}";
        output.WriteLine(line);
        _lines.Append($"{line}\n");
    }

    /// <summary>Nothing comes after this: who waits for something fails.</summary>
    public void End() => _lines.End();

    public Task WaitForAsync(DhcpState state) => _lines.ExpectAsync($"{state} ");
}
