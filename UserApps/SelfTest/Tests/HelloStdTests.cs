using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sabos.HelloStd;

namespace Sabos.SelfTest.Tests;

/// <summary>HelloStd as one test; its first wrong line is the reason.</summary>
internal static class HelloStdTests
{
    public static IEnumerable<ISelfTest> Create(SelfTestSettings settings) =>
        [new DelegateSelfTest("hellostd.all", cancellation => RunAsync(settings, cancellation), TimeSpan.FromSeconds(60))];

    private static async Task RunAsync(SelfTestSettings settings, CancellationToken cancellation)
    {
        using StringWriter output = new();
        bool passed = await new NetworkExercise(new NetworkExerciseOptions { RequiresIpv6 = settings.RequiresIpv6 }, output).RunAsync(cancellation).ConfigureAwait(false);
        if (passed)
            return;
        string wrong = Array.Find(output.ToString().Split('\n'), line => line.StartsWith("WRONG", StringComparison.Ordinal)) ?? "no step ran";
        throw new SelfTestFailedException(wrong);
    }
}
