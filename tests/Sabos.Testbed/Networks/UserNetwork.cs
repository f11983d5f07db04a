using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>QEMU's user network: DHCP gives the image 10.0.2.15; ports of 127.0.0.1 that QEMU chooses reach its services.</summary>
public sealed partial class UserNetwork : GuestNetwork
{
    private readonly Dictionary<int, int> _hostPorts = [];

    /// <inheritdoc/>
    public override string Backend => "user,id=net,ipv4=on,ipv6=on,hostfwd=tcp:127.0.0.1:0-:80,hostfwd=tcp:127.0.0.1:0-:23";

    /// <summary>No: QEMU's own listener has a backlog of one, so that Linux drops the SYNs of a burst before the image hears of them.</summary>
    public override bool TakesBursts => false;

    /// <inheritdoc/>
    public override async Task AttachAsync(QemuMonitor monitor, CancellationToken cancellation)
    {
        // TCP[HOST_FORWARD]  12  127.0.0.1 38049  10.0.2.15 80  0 0
        string connections = await monitor.ExecuteHumanAsync("info usernet", cancellation);
        foreach (Match forward in Forward().Matches(connections))
            _hostPorts.Add(Number(forward.Groups["image"]), Number(forward.Groups["host"]));

        static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override IPEndPoint EndPointOf(int imagePort) => new(IPAddress.Loopback, _hostPorts[imagePort]);

    [GeneratedRegex(@"TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(?<host>\d+)\s+\S+\s+(?<image>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Forward();
}
