using System.IO;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>ps</c>: the threads, since there is one process.</summary>
internal sealed class PsCommand : ICommand
{
    public string Name => "ps";

    public string Usage => "";

    public string Summary => "the threads and the time they have run";

    public async Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();

        TextTable table = new("THREAD", "STATE", "TIME", "NAME");
        foreach (string directory in Directory.GetDirectories("/proc/self/task"))
        {
            string stat;
            try
            {
                stat = await File.ReadAllTextAsync(Path.Combine(directory, "stat"), context.Cancellation).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The thread has ended since the directory was read.
                continue;
            }

            if (ThreadStatus.TryParse(stat, out ThreadStatus? thread))
                table.Add(Quantity.Number(thread.Id), thread.StateName, ThreadStatus.Format(thread.ProcessorTime), thread.Name);
        }

        table.WriteTo(context.Output);
    }
}
