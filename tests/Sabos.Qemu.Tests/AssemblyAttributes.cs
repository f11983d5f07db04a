using Xunit;

// Each machine takes a whole CPU: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
