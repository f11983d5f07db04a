using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sabos.Build.Engine;
using Sabos.Build.Machine;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class LocalPortTests
{
    [Fact]
    public void EnsureFree_PortTaken_NamesThePortAndTheOption()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        BuildException failure = Assert.Throws<BuildException>(() => LocalPort.EnsureFree(port, "--http-port"));

        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("--http-port", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureFree_PortFree_Returns()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        LocalPort.EnsureFree(port, "--http-port");
    }
}
