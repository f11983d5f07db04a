using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>What the machine's network adapter is plugged into, and how this process reaches the image through it.</summary>
public abstract class GuestNetwork : IDisposable
{
    /// <summary>What starts QEMU in the place where this network is; empty if that is here.</summary>
    public virtual IReadOnlyList<string> Launcher => [];

    /// <summary>QEMU's -netdev; its id is <c>net</c>.</summary>
    public abstract string Backend { get; }

    /// <summary>Kernel command line words that configure the image's address; empty for DHCP.</summary>
    public virtual string CommandLine => "";

    /// <summary>Whether many connections may be opened at the same moment.</summary>
    public abstract bool TakesBursts { get; }

    /// <summary>Learns from the running machine what only it knows.</summary>
    public virtual Task AttachAsync(QemuMonitor monitor, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Where a TCP port of the image is seen from sockets made here.</summary>
    public abstract IPEndPoint EndPointOf(int imagePort);

    /// <summary>Runs a program in the place where the end points are, to its end, and returns its standard output.</summary>
    /// <inheritdoc cref="ExternalCommand.Run" path="/exception"/>
    public string Execute(string program, params IEnumerable<string> arguments) => ExternalCommand.Run([.. Launcher, program, .. arguments]);

    /// <summary>A TCP socket in the place where the end points are.</summary>
    public virtual Socket CreateSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Connects to a TCP port of the image.</summary>
    public async Task<Socket> ConnectAsync(int imagePort, CancellationToken cancellation)
    {
        Socket socket = CreateSocket();
        try
        {
            await socket.ConnectAsync(EndPointOf(imagePort), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
