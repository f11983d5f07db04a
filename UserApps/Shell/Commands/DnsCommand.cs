using System;
using System.IO;
using System.Net;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>dns</c>: the addresses of a name, the name of an address, or which servers are asked.</summary>
internal sealed class DnsCommand : ICommand
{
    private const string Configuration = "/etc/resolv.conf";

    public string Name => "dns";

    public string Usage => "[NAME|ADDRESS]";

    public string Summary => "look up a name or an address; without one, show where";

    public async Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 1)
            throw new UsageException();
        if (context.Arguments.Count == 0)
        {
            context.Output.Write(await File.ReadAllTextAsync(Configuration, context.Cancellation).ConfigureAwait(false));
            return;
        }

        string wanted = context.Arguments[0];
        IPHostEntry entry = await Dns.GetHostEntryAsync(wanted, context.Cancellation).ConfigureAwait(false);
        if (!entry.HostName.Equals(wanted.TrimEnd('.'), StringComparison.OrdinalIgnoreCase))
            context.Output.WriteLine($"{wanted} is {entry.HostName}");
        if (IPAddress.TryParse(wanted, out _))
            return;
        foreach (IPAddress each in entry.AddressList)
            context.Output.WriteLine($"{wanted} has address {each}");
    }
}
