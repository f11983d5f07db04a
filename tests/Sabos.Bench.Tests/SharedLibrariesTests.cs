using Sabos.Bench.Linux;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class SharedLibrariesTests
{
    [Fact]
    public void PathsIn_OutputOfLdd_AreTheFilesAlone() =>
        Assert.Equal(
            ["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"],
            SharedLibraries.PathsIn("""
                linux-vdso.so.1 (0x00007f6ddbf97000)
                	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f6ddbd6d000)
                	/lib64/ld-linux-x86-64.so.2 (0x00007f6ddbf99000)
                """));
}
