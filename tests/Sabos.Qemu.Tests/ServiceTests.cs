using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>The image's services, used by programs of the host that nothing here has written where there are such.</summary>
public sealed class ServiceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Httpd_Curl_GetsThePage(bool tap)
    {
        using GuestNetwork network = NewNetwork(tap);
        await using QemuMachine machine = await StartReadyAsync(network);

        string page = network.Execute("curl", "--silent", "--show-error", "--fail", "--include", "--max-time", "10", $"http://{network.EndPointOf(80)}/");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Sabos", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ipv6_PingAndCurl_ReachTheImage()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network);
        await machine.TypeAsync("ip address\r");
        Match own = await machine.Console.ExpectAsync(new Regex("(?<address>fe80:[0-9a-f:]+)%", RegexOptions.CultureInvariant));
        string linkLocal = own.Groups["address"].Value;

        // Who is ready has asked whether somebody else has the address.
        Match configured = await machine.Console.ExpectAsync(
            new Regex($"{Regex.Escape($"{TapNetwork.ImageIpv6Address}/64 static")}(?<state>[^\r\n]*)[\r\n]", RegexOptions.CultureInvariant));
        Assert.Equal("", configured.Groups["state"].Value);
        foreach (string address in new[] { $"{TapNetwork.ImageIpv6Address}", $"{linkLocal}%{TapNetwork.Device}" })
            Assert.Contains(" 2 received", network.Execute("ping", "-6", "-c", "2", "-i", "0.2", "-W", "5", address), StringComparison.Ordinal);

        foreach (string host in new[] { $"[{TapNetwork.ImageIpv6Address}]", $"[{linkLocal}%25{TapNetwork.Device}]" })
        {
            string page = network.Execute("curl", "--silent", "--show-error", "--fail", "--include", "--max-time", "10", $"http://{host}/");
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        }

        await machine.TypeAsync($"ping -c 2 {TapNetwork.HostIpv6Address}\r");
        await machine.Console.ExpectAsync("2 sent, 2 received, 0% loss");
        await machine.TypeAsync($"http http://[{TapNetwork.ImageIpv6Address}]/1k\r");
        await machine.Console.ExpectAsync("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task Httpd_KeptConnection_ServesGetHeadAndErrors()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network);
        using HttpClient client = ImageHttpClient.Create(machine, connections: 1);

        string page = await client.GetStringAsync(new Uri("1k", UriKind.Relative), machine.Ended);
        using HttpRequestMessage head = new(HttpMethod.Head, "1k");
        using HttpResponseMessage headers = await client.SendAsync(head, machine.Ended);
        using HttpResponseMessage missing = await client.GetAsync(new Uri("no-such-page", UriKind.Relative), machine.Ended);
        using HttpResponseMessage deleted = await client.DeleteAsync(new Uri("1k", UriKind.Relative), machine.Ended);

        Assert.Equal(1024, page.Length);
        Assert.Equal(1024, headers.Content.Headers.ContentLength);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, deleted.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Telnetd_Session_NegotiatesEditsRunsAndCloses(bool tap)
    {
        using GuestNetwork network = NewNetwork(tap);
        await using QemuMachine machine = await StartReadyAsync(network);
        await using TelnetClient client = await TelnetClient.ConnectAsync(machine);

        await client.Negotiation.ExpectAsync("WILL 1\n");
        await client.Negotiation.ExpectAsync("WILL 3\n");
        await client.Screen.ExpectAsync("sabos> ");
        await client.NegotiateAsync(251, 200); // WILL an option nobody knows
        await client.Negotiation.ExpectAsync("DONT 200\n");
        await client.NegotiateAsync(253, 200); // DO it
        await client.Negotiation.ExpectAsync("WONT 200\n");
        await client.CommandAsync(246); // are you there?
        await client.Screen.ExpectAsync("[yes]");
        await client.TypeAsync("echo hallo\b\b\b\b\bhello, sabos\r\n");
        await client.Screen.ExpectAsync("\nhello, sabos\r\n");
        await client.TypeAsync("frobnicate\r\n");
        await client.Screen.ExpectAsync("frobnicate: ");
        await client.TypeAsync("exit\r\n");
        await client.Closed.WaitAsync(machine.Ended);
    }

    [Fact]
    public async Task Shell_SerialConsole_RunsCommands()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network);

        await machine.TypeAsync("\r");
        await machine.Console.ExpectAsync("sabos> ");
        await machine.TypeAsync("ip\r");
        await machine.Console.ExpectAsync("10.0.2.15");
        await machine.TypeAsync("help\r");
        foreach (string command in (string[])["exit", "help", "ip", "mem", "netstat", "ping", "ps", "selftest", "uptime"])
            await machine.Console.ExpectAsync(new Regex($@"\n{command}\b", RegexOptions.CultureInvariant));
    }

    /// <summary>A client that is gone without a word is found by TCP's keep-alive in minutes, not in the two hours of RFC 9293, 3.8.4.</summary>
    [Fact]
    public async Task Telnet_SessionThatIsIdle_IsAskedAfterWithinAMinute()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network);
        await using ImageShell idle = await ImageShell.OpenAsync(machine);
        await using ImageShell looking = await ImageShell.OpenAsync(machine);

        // In milliseconds.
        await looking.UntilAsync("netstat -e", new Regex(@":23 .*\s+cc:.*\s+timer:keepalive/[1-6]?\d{4}\.", RegexOptions.CultureInvariant));
    }

    [Fact]
    public async Task Ping_FromLinux_IsAnsweredAlsoInFragments()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network);

        string small = network.Execute("ping", "-c", "5", "-i", "0.2", "-W", "2", $"{TapNetwork.ImageAddress}");
        string fragmented = network.Execute("ping", "-c", "5", "-i", "0.2", "-W", "2", "-s", "4000", $"{TapNetwork.ImageAddress}");

        Assert.Contains("5 received, 0% packet loss", small, StringComparison.Ordinal);
        Assert.Contains("5 received, 0% packet loss", fragmented, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_OfTheDownloadOfAPage_IsReadByTcpdump()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartReadyAsync(network);
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string capture = $"http://{TapNetwork.ImageAddress}/capture/eth0.pcap";

        Assert.Contains("404", network.Execute("curl", "--silent", "--max-time", "10", "--write-out", "%{http_code}", capture), StringComparison.Ordinal);
        await machine.TypeAsync("capture start -k 64\r");
        await machine.Console.ExpectAsync("eth0: recording, ");
        network.Execute("curl", "--silent", "--fail", "--max-time", "10", $"http://{TapNetwork.ImageAddress}/1k");
        await machine.TypeAsync("capture stop\r");
        await machine.Console.ExpectAsync("eth0: stopped, ");
        network.Execute("curl", "--silent", "--fail", "--max-time", "10", "--output", file, capture);

        string read = network.Execute("tcpdump", "-n", "-q", "-A", "-r", file);
        File.Delete(file);
        Assert.Contains($"{TapNetwork.ImageAddress}.80: tcp", read, StringComparison.Ordinal);
        Assert.Contains("GET /1k HTTP/1.1", read, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", read, StringComparison.Ordinal);
        Assert.Contains("Sabos serves this page", read, StringComparison.Ordinal);
    }

    private static GuestNetwork NewNetwork(bool tap) => tap ? new TapNetwork() : new UserNetwork();

    private async Task<QemuMachine> StartReadyAsync(GuestNetwork network)
    {
        QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        try
        {
            await machine.WaitForReadyAsync();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }
}
