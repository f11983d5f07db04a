using System.Net;
using System.Net.Sockets;
using Sabos.Build.Engine;

namespace Sabos.Build.Machine;

/// <summary>A TCP port of 127.0.0.1.</summary>
internal static class LocalPort
{
    /// <exception cref="BuildException">Another program listens on the port; <paramref name="option"/> chooses another.</exception>
    public static void EnsureFree(int port, string option)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException failure)
        {
            throw new BuildException($"Port {port} of 127.0.0.1 cannot be used ({failure.Message}); choose another with {option}", failure);
        }
    }
}
