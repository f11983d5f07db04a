namespace Sabos.Sockets;

/// <summary>What this machine is called.</summary>
internal static class OwnNames
{
    /// <summary>The host name, also before there is a network.</summary>
    public static string Host => SocketSystem.Current?.Loop.Stack.HostName ?? "sabos";

    /// <summary>The domain that the network named first, or nothing.</summary>
    public static string Domain
    {
        get
        {
            if (SocketSystem.Current is not { Loop: { } loop })
                return "";
            using (loop.Enter())
                return loop.Stack.NameServers.SearchDomains is [{ } domain, ..] ? domain : "";
        }
    }
}
