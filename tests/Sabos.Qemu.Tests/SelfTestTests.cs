using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>The image's own tests, on each kind of machine it must run on.</summary>
public sealed partial class SelfTestTests(ITestOutputHelper output)
{
    public static TheoryData<string, string, bool> Machines => new()
    {
        { "q35", "max", false },
        { "q35", "qemu64", false },
        { "q35", "Haswell", false },
        { "pc", "max", false },
        { "pc", "qemu64", false },
        { "q35", "max", true },
        { "pc", "qemu64", true },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task SelfTest_Machine_Passes(string board, string processor, bool tap)
    {
        using GuestNetwork network = tap ? new TapNetwork() : new UserNetwork();

        // QEMU's user network has a router that advertises itself; the other has none.
        MachineOptions options = new() { Board = board, Processor = processor, CommandLine = tap ? "selftest" : "selftest ip6=auto", Deadline = TimeSpan.FromMinutes(2) };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        await machine.Console.ExpectAsync("=== SELFTEST START ===");
        Match json = await machine.Console.ExpectAsync(JsonLine());
        Match end = await machine.Console.ExpectAsync(EndLine());
        int status = await machine.WaitForExitAsync();

        JsonNode results = JsonNode.Parse(json.Groups["json"].Value)!;
        string[] reported = [.. results["results"]!.AsArray().Select(result => result!["name"]!.GetValue<string>())];
        Assert.Equal(TestLine().Matches(machine.Console.Text).Select(line => line.Groups["name"].Value), reported);
        Assert.Equal(reported.Length, results["total"]!.GetValue<int>());
        Assert.Equal(0, results["failed"]!.GetValue<int>());
        Assert.Equal($"{reported.Length}/{reported.Length} PASSED", end.Groups["outcome"].Value);
        Assert.Equal(ExitStatus.Of(0), status);
        Assert.NotEmpty(reported);
    }

    [GeneratedRegex(@"=== SELFTEST JSON (?<json>\{.*\}) ===", RegexOptions.ExplicitCapture)]
    private static partial Regex JsonLine();

    [GeneratedRegex(@"=== SELFTEST END: (?<outcome>.*?) ===", RegexOptions.ExplicitCapture)]
    private static partial Regex EndLine();

    [GeneratedRegex(@"^\[(PASS|FAIL)\] (?<name>[^:\r\n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TestLine();
}
