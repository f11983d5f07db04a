using System.Net;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>dns</c>: the addresses of a name, or the name of an address.</summary>
internal sealed class DnsCommand : ICommand
{
    public string Name => "dns";

    public string Usage => "NAME|ADDRESS";

    public string Summary => "look up a name or an address";

    public async Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count != 1)
            throw new UsageException();

        string name = context.Arguments[0];
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            IPHostEntry entry = await Dns.GetHostEntryAsync(address.ToString(), context.Cancellation).ConfigureAwait(false);
            context.Output.WriteLine($"{address} is {entry.HostName}");
            return;
        }

        foreach (IPAddress each in await Dns.GetHostAddressesAsync(name, context.Cancellation).ConfigureAwait(false))
            context.Output.WriteLine($"{name} has address {each}");
    }
}
