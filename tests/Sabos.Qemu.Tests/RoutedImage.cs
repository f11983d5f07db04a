using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;

namespace Sabos.Qemu.Tests;

/// <summary>
/// The booted image on a link of which radvd is the router: two prefixes, one of which lives for seconds, an MTU, a name server; and dnsmasq is that name
/// server, and tells another search domain by DHCPv6, as the router says.
/// </summary>
public sealed class RoutedImage : IAsyncLifetime
{
    private const string Options = """
        AdvLinkMTU 1400;
        AdvOtherConfigFlag on;
        prefix fd88::/64 { AdvValidLifetime 600; AdvPreferredLifetime 300; };
        prefix fd99::/64 { AdvValidLifetime 16; AdvPreferredLifetime 8; };
        RDNSS fd88::1 { AdvRDNSSLifetime 60; };
        DNSSL router.test { AdvDNSSLLifetime 60; };
        """;

    private readonly string _leaseFile = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}.leases");
    private readonly StringBuilder _log = new();
    private QemuMachine? _machine;
    private Daemon? _server;
    private Radvd? _router;

    public TapNetwork Network { get; } = new();

    public QemuMachine Machine => _machine ?? throw new InvalidOperationException("not started");

    /// <summary>Everything so far.</summary>
    public string Log => $"{_log}{_machine?.Console.Text}\n{_server?.Log.Text}";

    public async Task InitializeAsync()
    {
        // Who does not forward is no router, says its neighbour advertisement: a host would not believe its router advertisements any more.
        Network.Execute("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
        Network.Execute("ip", "address", "add", "fd99::1/64", "dev", TapNetwork.Device, "nodad");
        _machine = await QemuMachine.StartAsync(
            new MachineOptions { CommandLine = "ip6=auto", Deadline = TimeSpan.FromMinutes(4) }, Network, line => _log.AppendLine(line));
        _server = await Dnsmasq.StartAsync(
            Network.Launcher, TapNetwork.Device, _leaseFile,
            "--port=53", "--no-resolv", "--no-hosts", "--local=/test/", "--log-queries", "--host-record=host.router.test,fd88::1",
            "--dhcp-range=fd88::,static,64,2m", "--dhcp-option=option6:domain-search,server.test");
        await StartRouterAsync();
        await _machine.WaitForReadyAsync();
    }

    public async Task StartRouterAsync() => _router = await Radvd.StartAsync(Network.Launcher, TapNetwork.Device, Options);

    /// <summary>The router says that it is none any more, and says nothing after that.</summary>
    public async Task StopRouterAsync()
    {
        await _router!.TerminateAsync();
        await _router.DisposeAsync();
        _router = null;
    }

    /// <summary>The shell, once the image has an address of each prefix that it can use.</summary>
    internal async Task<ImageShell> OpenShellAsync()
    {
        ImageShell shell = await ImageShell.OpenAsync(Machine);
        await shell.UntilAsync("ip address", shown => RouterTests.Usable("fd88::").IsMatch(shown) && RouterTests.Usable("fd99::").IsMatch(shown));
        return shell;
    }

    public async Task DisposeAsync()
    {
        if (_router is not null)
            await _router.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_machine is not null)
            await _machine.DisposeAsync();
        Network.Dispose();
        File.Delete(_leaseFile);
    }
}
