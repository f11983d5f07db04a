using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>mem</c>: the machine's memory and the collected heap.</summary>
internal sealed class MemCommand : ICommand
{
    public string Name => "mem";

    public string Usage => "";

    public string Summary => "memory: the machine's and the heap's";

    public async Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count > 0)
            throw new UsageException();

        string[] lines = await File.ReadAllLinesAsync("/proc/meminfo", context.Cancellation).ConfigureAwait(false);
        GCMemoryInfo heap = GC.GetGCMemoryInfo();
        TextWriter output = context.Output;
        output.WriteLine($"machine     {Describe(lines, "MemTotal")} total, {Describe(lines, "MemFree")} free");
        output.WriteLine($"heap        {Quantity.Bytes(GC.GetTotalMemory(forceFullCollection: false))} in use, " +
            $"{Quantity.Bytes(heap.TotalCommittedBytes)} committed, {Quantity.Bytes(heap.TotalAvailableMemoryBytes)} at most");
        output.WriteLine($"allocated   {Quantity.Bytes(GC.GetTotalAllocatedBytes())} since the start");
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
