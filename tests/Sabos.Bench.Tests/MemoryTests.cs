using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Bench.Boot;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class MemoryTests
{
    private static readonly string[] s_mappings =
    [
        "7f06e4000000-7f06ec000000 rw-p 00000000 00:00 0", "Size:             131072 kB", "KernelPageSize:        4 kB", "Rss:               38912 kB", "Pss:               38912 kB",
        "7f06ec000000-7f06ec001000 rw-p 00000000 00:00 0", "Size:                  4 kB", "KernelPageSize:        4 kB", "Rss:                   4 kB", "Pss:                   2 kB",
    ];

    [Fact]
    public void ResidentIn_Mappings_IsTheirSum() => Assert.Equal(38916, ResidentMemory.ResidentIn(s_mappings));

    [Fact]
    public void ResidentIn_MappingsOfASize_AreThoseAlone() => Assert.Equal(38912, ResidentMemory.ResidentIn(s_mappings, size: 131072));

    [Fact]
    public async Task LeastMemory_AnyLimit_IsFoundInFewAttempts()
    {
        for (int limit = 1; limit <= 128; limit++)
        {
            List<int> attempts = [];

            int found = await LeastMemory.FindAsync(128, memory =>
            {
                attempts.Add(memory);
                return Task.FromResult(memory >= limit);
            });

            Assert.Equal(limit, found);
            Assert.InRange(attempts.Count, 1, 8);
            Assert.Equal(attempts.Count, attempts.Distinct().Count());
        }
    }

    [Fact]
    public async Task LeastMemory_NotEvenWithAll_Fails() =>
        await Assert.ThrowsAsync<IOException>(() => LeastMemory.FindAsync(128, _ => Task.FromResult(false)));
}
