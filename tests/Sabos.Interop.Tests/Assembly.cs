using Xunit;

// Each test drives two TCPs or a machine, which take a CPU each: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
