// The core's state is static: one test at a time.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
