using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Sabos.SelfTest;
using Xunit;

namespace Sabos.Apps.Tests.SelfTest;

public sealed class SelfTestRunnerTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Run_AllPass_PrintsTheContract()
    {
        (bool passed, string[] lines) = await RunAsync(null, Passing("one.a"), Passing("two.b"));

        Assert.True(passed);
        Assert.Equal(
            [
                "=== SELFTEST START ===",
                "[PASS] one.a",
                "[PASS] two.b",
                "=== SELFTEST JSON {\"total\":2,\"passed\":2,\"failed\":0,\"results\":[{\"name\":\"one.a\",\"pass\":true,\"ms\":0},{\"name\":\"two.b\",\"pass\":true,\"ms\":0}]} ===",
                "=== SELFTEST END: 2/2 PASSED ===",
            ],
            lines);
    }

    [Fact]
    public async Task Run_OneFails_TellsTheReasonInOneLine()
    {
        (bool passed, string[] lines) = await RunAsync(
            null, Passing("a.a"), Failing("a.b", new SelfTestFailedException("two\nlines")), Failing("a.\"c", new InvalidOperationException("why")));

        Assert.False(passed);
        Assert.Equal("[FAIL] a.b: two lines", lines[2]);
        Assert.Equal("[FAIL] a.\"c: InvalidOperationException: why", lines[3]);
        Assert.Equal("=== SELFTEST END: 2/3 FAILED ===", lines[5]);

        using JsonDocument json = JsonDocument.Parse(lines[4]["=== SELFTEST JSON ".Length..^" ===".Length]);
        Assert.Equal(3, json.RootElement.GetProperty("total").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("passed").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("failed").GetInt32());
        Assert.Equal("a.\"c", json.RootElement.GetProperty("results")[2].GetProperty("name").GetString());
        Assert.False(json.RootElement.GetProperty("results")[2].GetProperty("pass").GetBoolean());
    }

    [Fact]
    public async Task Run_TestThatHangs_FailsAtItsTimeout()
    {
        using ManualResetEventSlim forever = new();
        DelegateSelfTest hanging = new("a.hang", forever.Wait, TimeSpan.FromSeconds(5));

        (bool passed, string[] lines) = await _time.AdvanceUntilAsync(RunAsync(null, hanging, Passing("a.next")));
        forever.Set();

        Assert.False(passed);
        Assert.Equal("[FAIL] a.hang: not done within 5 s", lines[1]);
        Assert.Equal("[PASS] a.next", lines[2]);
    }

    [Fact]
    public async Task Run_TestThatWaits_IsCancelledAtItsTimeout()
    {
        TaskCompletionSource cancelled = new();
        DelegateSelfTest waiting = new(
            "a.wait",
            async cancellation =>
            {
                cancellation.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, cancellation);
            },
            TimeSpan.FromSeconds(5));

        (bool passed, _) = await _time.AdvanceUntilAsync(RunAsync(null, waiting));

        Assert.False(passed);
        await cancelled.Task;
    }

    [Fact]
    public async Task Run_Group_RunsOnlyThat()
    {
        (bool passed, string[] lines) = await RunAsync("two", Passing("one.a"), Passing("two.b"), Passing("twoc"));

        Assert.True(passed);
        Assert.Equal("[PASS] two.b", lines[1]);
        Assert.Equal("=== SELFTEST END: 1/1 PASSED ===", lines[^1]);
    }

    [Fact]
    public async Task Run_UnknownGroup_Fails()
    {
        (bool passed, string[] lines) = await RunAsync("three", Passing("one.a"));

        Assert.False(passed);
        Assert.Equal("[FAIL] three: no such group", lines[1]);
        Assert.Equal("=== SELFTEST END: 1/1 FAILED ===", lines[^1]);
    }

    [Fact]
    public void Create_Standard_NamesAreUniqueAndGrouped()
    {
        SelfTestRunner runner = new(StandardSelfTests.Create(new SelfTestSettings()), TimeProvider.System);
        HashSet<string> names = [];
        foreach (ISelfTest test in StandardSelfTests.Create(new SelfTestSettings()))
        {
            Assert.True(names.Add(test.Name), test.Name);
            Assert.Matches("^[a-z]+\\.[a-z0-9-]+$", test.Name);
        }

        Assert.Contains("services", runner.Groups);
        Assert.True(runner.HasGroup("tcp"));
        Assert.False(runner.HasGroup("t"));
    }

    private static DelegateSelfTest Passing(string name) => new(name, () => { });

    private static DelegateSelfTest Failing(string name, Exception exception) => new(name, _ => throw exception);

    private async Task<(bool Passed, string[] Lines)> RunAsync(string? group, params ISelfTest[] tests)
    {
        using StringWriter output = new() { NewLine = "\n" };
        bool passed = await new SelfTestRunner(tests, _time).RunAsync(group, output, CancellationToken.None);
        return (passed, output.ToString().TrimEnd().Split('\n'));
    }
}
