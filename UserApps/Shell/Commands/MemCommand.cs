using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>mem</c>: the machine's memory and the collected heap; <c>mem collect</c> collects before it looks.</summary>
internal sealed class MemCommand : ICommand
{
    public string Name => "mem";

    public string Usage => "[collect]";

    public string Summary => "memory: the machine's and the heap's";

    public async Task RunAsync(CommandContext context)
    {
        switch (context.Arguments)
        {
            case []:
                break;
            case ["collect"]:
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                break;
            default:
                throw new UsageException();
        }

        string[] lines = await File.ReadAllLinesAsync("/proc/meminfo", context.Cancellation).ConfigureAwait(false);
        GCMemoryInfo heap = GC.GetGCMemoryInfo();
        TextWriter output = context.Output;
        output.WriteLine($"machine     {Describe(lines, "MemTotal")} total, {Describe(lines, "MemFree")} free");
        output.WriteLine($"heap        {Quantity.Bytes(GC.GetTotalMemory(forceFullCollection: false))} in use, " +
            $"{Quantity.Bytes(heap.TotalAvailableMemoryBytes)} at most{(heap.Index > 0 ? $", {Quantity.Bytes(heap.TotalCommittedBytes)} committed after the last collection" : "")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated   {GC.GetTotalAllocatedBytes(precise: true)} bytes since the start"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"collections {GC.CollectionCount(0)} of generation 0, {GC.CollectionCount(1)} of 1, {GC.CollectionCount(2)} of 2, " +
            $"{GC.GetTotalPauseDuration().TotalMilliseconds:F1} ms paused"));
    }

    private static string Describe(string[] lines, string name)
    {
        long? value = MemoryInformation.Find(lines, name);
        return value is long bytes ? Quantity.Bytes(bytes) : "unknown";
    }
}
