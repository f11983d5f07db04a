using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Tests that weigh the heap run while no other test changes it.</summary>
[CollectionDefinition(nameof(MemoryMeasurement), DisableParallelization = true)]
[SuppressMessage("Naming", "CA1711", Justification = "It is named after what it measures.")]
public sealed class MemoryMeasurement;
