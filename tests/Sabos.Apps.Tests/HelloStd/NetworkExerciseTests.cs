using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sabos.HelloStd;
using Xunit;

namespace Sabos.Apps.Tests.HelloStd;

public sealed class NetworkExerciseTests
{
    [Fact]
    public async Task Run_OnADesktop_PassesEveryStep()
    {
        using StringWriter output = new() { NewLine = "\n" };

        bool passed = await new NetworkExercise(new NetworkExerciseOptions(), output).RunAsync(CancellationToken.None);

        Assert.DoesNotContain("WRONG", output.ToString(), StringComparison.Ordinal);
        Assert.True(passed);
        Assert.EndsWith(" steps passed\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NameThatDoesNotExist_IsTheOnlyFailure()
    {
        using StringWriter output = new() { NewLine = "\n" };
        NetworkExerciseOptions options = new() { Ipv4 = false, Ipv6 = false, Name = "name.invalid" };

        Assert.False(await new NetworkExercise(options, output).RunAsync(CancellationToken.None));
        Assert.Contains("\nWRONG Dns: name.invalid: SocketException: ", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("HELLOSTD: 1 of 2 steps failed\n", output.ToString(), StringComparison.Ordinal);
    }
}
