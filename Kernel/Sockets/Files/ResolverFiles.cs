using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>resolv.conf(5) and hosts(5).</summary>
internal static class ResolverFiles
{
    public static string Configuration(NetworkLoop loop)
    {
        StringBuilder text = new();
        using (loop.Enter())
        {
            NameServers configured = loop.Stack.NameServers;
            if (configured.SearchDomains.Count > 0)
                text.Append("search ").AppendJoin(' ', configured.SearchDomains).Append('\n');
            foreach (IpEndpoint server in configured.Servers)
                text.Append("nameserver ").Append(server.Address).Append('\n');
        }

        return text.ToString();
    }

    public static string Hosts(NetworkLoop loop)
    {
        StringBuilder text = new("127.0.0.1 localhost\n::1 localhost\n");
        foreach (InterfaceSnapshot snapshot in InterfaceSnapshot.TakeAll(loop))
        {
            foreach (InterfaceAddress own in snapshot.Addresses)
            {
                if (own.IsAssigned && !own.Address.IsLoopback)
                    text.Append(own.Address).Append(' ').Append(OwnNames.Host).Append('\n');
            }
        }

        return text.ToString();
    }
}
