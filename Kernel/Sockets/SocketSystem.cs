using System;
using System.Threading;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// The sockets of the program: from <see cref="Serve"/> on, what the class library asks of its platform layer is done by our stack.
/// There is one, as there is one class library; before it, sockets answer that the network is down.
/// </summary>
public sealed class SocketSystem
{
    private static SocketSystem? s_current;

    private SocketSystem(NetworkLoop loop)
    {
        Loop = loop;
        loop.Stack.ConfigurationChanged += () => ConfigurationChanged?.Invoke();
    }

    internal static SocketSystem? Current => Volatile.Read(ref s_current);

    internal NetworkLoop Loop { get; }

    internal HandleTable Handles { get; } = new();

    /// <summary>Raised inside the stack's poll when addresses, links, routes or name servers changed.</summary>
    internal event Action? ConfigurationChanged;

    /// <summary>Puts a stack beneath the class library's sockets.</summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public static void Serve(NetworkLoop loop)
    {
        if (Interlocked.CompareExchange(ref s_current, new SocketSystem(loop), null) is not null)
            throw new InvalidOperationException("the class library has its network stack already");
    }

    /// <summary>Makes a socket. EAFNOSUPPORT, ESOCKTNOSUPPORT, EPROTONOSUPPORT: there is none such; ENFILE: too many.</summary>
    internal PalError Create(SocketFamily family, SocketKind kind, SocketProtocol protocol, out nint handle)
    {
        handle = -1;
        if (family is not SocketFamily.Ipv4 and not SocketFamily.Ipv6)
            return PalError.EAFNOSUPPORT;

        PalError result = Make(family, kind, protocol, out SocketObject? socket);
        return socket is null ? result : Add(socket, out handle);
    }

    /// <summary>Gives a handle to a descriptor, which is closed if there is none left.</summary>
    internal PalError Add(Descriptor descriptor, out nint handle)
    {
        handle = Handles.Add(descriptor);
        if (handle != -1)
            return PalError.Success;
        descriptor.Close();
        return PalError.ENFILE;
    }

    private PalError Make(SocketFamily family, SocketKind kind, SocketProtocol protocol, out SocketObject? socket)
    {
        socket = null;
        switch (kind)
        {
            case SocketKind.Stream when protocol is SocketProtocol.Unspecified or SocketProtocol.Tcp:
                socket = new StreamSocket(Loop, family);
                return PalError.Success;
            case SocketKind.Datagram when protocol is SocketProtocol.Unspecified or SocketProtocol.Udp:
                using (Loop.Enter())
                    socket = new DatagramSocket(Loop, family, Loop.Stack.Udp.CreateSocket());
                return PalError.Success;
            case SocketKind.Raw when protocol is SocketProtocol.Icmp or SocketProtocol.IcmpV6:
                bool ipv6 = family == SocketFamily.Ipv6;
                using (Loop.Enter())
                {
                    RawSocket raw = Loop.Stack.CreateRawSocket(ipv6 ? IpProtocol.Ipv6Icmp : IpProtocol.Icmp, ipv6);
                    socket = new RawPacketSocket(Loop, family, protocol, raw);
                }

                return PalError.Success;
            case SocketKind.Stream or SocketKind.Datagram or SocketKind.Raw:
                return PalError.EPROTONOSUPPORT;
            default:
                return PalError.ESOCKTNOSUPPORT;
        }
    }
}
