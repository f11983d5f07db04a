using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Sockets.Conformance;
using Xunit;

namespace Sabos.Sockets.Tests;

/// <summary>
/// The class library's sockets behave over our stack as they do over Linux's. Each case runs over both, and tells the same.
/// </summary>
public sealed class ConformanceTests(ConformanceProgram program) : IClassFixture<ConformanceProgram>
{
    private const int KilledBySystemCall = 128 + 31; // SIGSYS

    public static TheoryData<string> Cases { get; } = new(ConformanceSuite.All.Select(each => each.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_OverOurStack_TellsWhatItTellsOverLinux(string name)
    {
        string expected = await ConformanceSuite.RunAsync(ConformanceSuite.All.Single(each => each.Name == name));

        Dictionary<string, string> transcripts = await program.Transcripts;

        Assert.Equal(expected, transcripts[name]);
    }

    [Fact]
    public async Task HelloStd_OverOurStack_PassesEveryStepOfBothVersions()
    {
        (int status, string output) = await ConformanceProgram.RunAsync("--hellostd");

        Assert.DoesNotContain("WRONG", output, StringComparison.Ordinal);
        Assert.Contains("ok    IPv6: HttpClient GET by address\n", output, StringComparison.Ordinal);
        Assert.Equal(0, status);
    }

    [Fact]
    public async Task Socket_UsedWhenTheNetworkHasEnded_DoesNotReachTheDevices()
    {
        (int status, string output) = await ConformanceProgram.RunAsync("--outlive");

        Assert.Equal((0, ""), (status, output));
    }

    [Fact]
    public async Task Program_UsingLinuxSockets_IsKilled()
    {
        (int status, _) = await ConformanceProgram.RunAsync("--violate-ban");

        Assert.Equal(KilledBySystemCall, status);
    }
}
