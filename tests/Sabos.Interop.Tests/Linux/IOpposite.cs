using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Transfer;

namespace Sabos.Interop.Tests;

/// <summary>Linux's own TCP at 10.88.0.1 or fd88::1, and opposite, at 10.88.0.2 or fd88::2, our stack with a transfer service.</summary>
internal interface IOpposite
{
    /// <summary>Port of the service.</summary>
    const int ServicePort = 7000;

    /// <summary>They talk over IPv6.</summary>
    bool UsesIpv6 => false;

    /// <summary>Linux's address.</summary>
    IPAddress LinuxAddress => IPAddress.Parse(UsesIpv6 ? "fd88::1" : "10.88.0.1");

    /// <summary>Where the service is.</summary>
    IPEndPoint Service => new(IPAddress.Parse(UsesIpv6 ? "fd88::2" : "10.88.0.2"), ServicePort);

    /// <summary>Cancelled when something hangs: long after anything here should take.</summary>
    CancellationToken Deadline { get; }

    /// <summary>A TCP socket on Linux's side.</summary>
    Socket CreateSocket();

    /// <summary>A connection that Linux opens.</summary>
    async Task<Socket> ConnectAsync()
    {
        Socket socket = CreateSocket();
        try
        {
            await socket.ConnectAsync(Service, Deadline);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection that our stack opens, because it is asked to for a request.</summary>
    async Task<Socket> AcceptAsync(TransferRequest request)
    {
        using Socket listener = CreateSocket();
        listener.Bind(new IPEndPoint(LinuxAddress, 0));
        listener.Listen();
        using (Socket asking = await ConnectAsync())
        {
            await asking.SendAsync(Encoding.ASCII.GetBytes($"{request with { Callee = (IPEndPoint)listener.LocalEndPoint! }}\n"), Deadline);
            asking.Shutdown(SocketShutdown.Send);
            await asking.ReceiveAsync(new byte[1], Deadline);
        }

        return await listener.AcceptAsync(Deadline);
    }
}
