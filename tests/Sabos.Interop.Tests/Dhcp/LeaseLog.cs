using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Testbed;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>
/// What the DHCP client of an interface has been through, a line for each of its states, with the addresses of that version and how many connections there
/// are: <c>Bound [10.88.0.50] 1</c>.
/// </summary>
/// <param name="output">Where the lines go, too.</param>
internal sealed class LeaseLog(ITestOutputHelper output)
{
    private readonly Transcript _lines = new();
    private (string Line, object? Lease) _last;

    /// <summary>Looks whether something of IPv4 changed; on the stack's thread.</summary>
    public void Look(NetworkInterface watched, int connections) =>
        Look(watched, isIpv4: true, $"{watched.Dhcp!.State}", watched.Dhcp.Lease, connections);

    /// <summary>Looks whether something of IPv6 changed; on the stack's thread.</summary>
    public void LookAtIpv6(NetworkInterface watched, int connections)
    {
        Dhcpv6Info client = watched.GetDhcpv6()!;
        Look(watched, isIpv4: false, $"{client.State}", client.Expiry, connections);
    }

    /// <summary>Nothing comes after this: who waits for something fails.</summary>
    public void End() => _lines.End();

    public Task WaitForAsync(DhcpState state) => _lines.ExpectAsync($"{state} ");

    public Task WaitForAsync(Dhcpv6State state) => _lines.ExpectAsync($"{state} ");

    public Task<Match> WaitForAsync(string line) => _lines.ExpectAsync(new Regex(line, RegexOptions.CultureInvariant));

    private void Look(NetworkInterface watched, bool isIpv4, string state, object? lease, int connections)
    {
        string addresses = string.Join(' ', watched.Addresses.Where(own => own.Address.IsIpv4 == isIpv4).Select(own => own.Address));
        (string Line, object? Lease) current = ($"{state} [{addresses}] {connections}", lease);
        if (current == _last)
            return;
        _last = current;
        output.WriteLine(current.Line);
        _lines.Append($"{current.Line}\n");
    }
}
