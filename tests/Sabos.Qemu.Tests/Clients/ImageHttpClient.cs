using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Net.Sockets;
using Sabos.Testbed;

namespace Sabos.Qemu.Tests.Clients;

/// <summary>.NET's HTTP client with its connections made where the image is reachable.</summary>
internal static class ImageHttpClient
{
    /// <summary>A client whose relative addresses mean the image's httpd, with at most <paramref name="connections"/> kept-alive connections.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of its handler, the stream of its socket.")]
    public static HttpClient Create(QemuMachine machine, int connections)
    {
        SocketsHttpHandler handler = new()
        {
            MaxConnectionsPerServer = connections,
            ConnectCallback = async (_, cancellation) => new NetworkStream(await machine.Network.ConnectAsync(80, cancellation), ownsSocket: true),
        };
        return new HttpClient(handler, disposeHandler: true) { BaseAddress = new Uri("http://image/") };
    }
}
