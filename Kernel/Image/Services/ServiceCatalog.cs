using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Httpd;
using Sabos.Iperf3;
using Sabos.Telnetd;
using Sabos.Transfer;

namespace Sabos.Image;

/// <summary>Every service that is compiled into the image; which of them start is for the word <c>services=</c> to say.</summary>
internal static class ServiceCatalog
{
    public static Service[] All { get; } =
    [
        new("httpd", HttpdAsync),
        new("telnetd", TelnetdAsync),
        new("iperf3", Iperf3Async),
        new("transfer", TransferAsync),
    ];

    private static async Task HttpdAsync(ServiceEnvironment environment)
    {
        HttpServerOptions options = new();
        options = options with { EndPoint = new IPEndPoint(options.EndPoint.Address, environment.Parameters.HttpPort) };
        using HttpServer server = new(options, [.. SystemSite.Create(TimeProvider.System), .. environment.Resources], TimeProvider.System);
        server.Start();
        await server.RunAsync(CancellationToken.None);
    }

    private static async Task TelnetdAsync(ServiceEnvironment environment)
    {
        TelnetServerOptions options = new();
        options = options with { EndPoint = new IPEndPoint(options.EndPoint.Address, environment.Parameters.TelnetPort) };
        using TelnetServer server = new(options, environment.Commands, TimeProvider.System);
        server.Start();
        await server.RunAsync(CancellationToken.None);
    }

    private static async Task Iperf3Async(ServiceEnvironment environment)
    {
        using Iperf3Server server = new(new Iperf3ServerOptions(), TimeProvider.System);
        server.Start();
        await server.RunAsync(CancellationToken.None);
    }

    private static async Task TransferAsync(ServiceEnvironment environment)
    {
        using TransferServer server = new(new TransferServerOptions(), TimeProvider.System);
        server.Start();
        await server.RunAsync(CancellationToken.None);
    }
}
