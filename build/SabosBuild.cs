using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sabos.Build.Engine;
using Sabos.Build.Machine;
using Sabos.Build.Testing;
using Spectre.Console;

namespace Sabos.Build;

/// <summary>The targets of <c>./build.sh</c>. IL to ELF to ISO themselves are MSBuild targets: see Sabos.Build.targets.</summary>
internal sealed class SabosBuild(IAnsiConsole console) : PipelineBuild(console)
{
    private const string Solution = "Sabos.Cosmos.sln";
    private const string QemuTests = "tests/Sabos.Qemu.Tests/Sabos.Qemu.Tests.csproj";

    [Parameter("Run: the port of 127.0.0.1 that reaches httpd", Most = 65535)]
    private int HttpPort { get; set; } = 8080;

    [Parameter("Run: the port of 127.0.0.1 that reaches telnetd", Most = 65535)]
    private int TelnetPort { get; set; } = 2323;

    [Parameter("Run, SelfTest, Bench: the machine's memory in MiB")]
    private int Memory { get; set; } = 128;

    [Parameter("Iso, Run: the project of a program of your own to compile into the image")]
    private string Program { get; set; } = "";

    [Parameter("Run, SelfTest: further words of the kernel command line")]
    private string Append { get; set; } = "";

    [Parameter("SelfTest: how often, one boot after the other")]
    private int Boots { get; set; } = 1;

    [Parameter("Bench: how often everything is measured")]
    private int Rounds { get; set; } = 5;

    [Parameter("Bench: how many seconds each load takes")]
    private int Seconds { get; set; } = 5;

    [Parameter("Bench: only the measurements whose table and row contain this, or one of several with | between them")]
    private string Only { get; set; } = "";

    [Parameter("Test, QemuTest: only the tests whose full name contains this")]
    private string Filter { get; set; } = "";

    private Target Setup => _ => _
        .Description("Installs the Debian packages that are missing, or names the command that does")
        .Executes(() => new HostPackages(Console, Process).Install());

    private Target Clean => _ => _
        .Description("Deletes everything that was built")
        .Executes(() => Artifacts.Delete(Path.Combine(RootDirectory, "artifacts")));

    private Target Restore => _ => _
        .Description("Fetches the NuGet packages, exactly those of the lock files when CI=true")
        .DependsOn(Setup)
        .Executes(() => Process.Run("dotnet", "restore", Solution));

    private Target Format => _ => _
        .Description("Formats the sources; when CI=true, fails if there is anything to format")
        .DependsOn(Restore)
        .Executes(() => Process.Run("dotnet", ["format", Solution, "--no-restore", .. IsServerBuild ? ["--verify-no-changes"] : Enumerable.Empty<string>()]));

    private Target Compile => _ => _
        .Description("Compiles every project to IL")
        .DependsOn(Restore)
        .Executes(() => Process.Run("dotnet", "build", Solution, "--configuration", "Release", "--no-restore"));

    private Target Iso => _ => _
        .Description("Makes artifacts/sabos.elf (for qemu -kernel) and artifacts/sabos.iso (BIOS and UEFI)")
        .DependsOn(Restore)
        .Executes(() => Process.Run("dotnet", ["build", "Kernel/Image", "--configuration", "Release", "-target:Iso", .. Program.Length == 0 ? ["--no-restore"] : UserProgram.Arguments(Program)]));

    private Target Stress => _ => _
        .Description("Makes artifacts/stress.elf, the core with a program that tests it")
        .DependsOn(Restore)
        .Executes(() => Process.Run("dotnet", "build", "tests/Sabos.Core.Stress", "--configuration", "Release", "--no-restore", "-target:Elf"));

    private Target Visitor => _ => _
        .Description("Makes artifacts/visitor.elf and .iso, the image with a program from outside")
        .DependsOn(Restore)
        .Executes(() =>
        {
            string artifacts = Path.Combine(RootDirectory, "artifacts");
            string authority = TestAuthority.Ensure(artifacts);
            Process.Run("dotnet", ["build", "Kernel/Image", "--configuration", "Release", "-target:Iso", $"-property:SabosElf={artifacts}/visitor.elf", $"-property:CertificateAuthorities={authority}", .. UserProgram.Arguments(Path.Combine(RootDirectory, "tests/Visitor"))]);
        });

    private Target Run => _ => _
        .Description("Boots the image in QEMU with the serial console on this terminal; Ctrl-C ends it")
        .DependsOn(Iso)
        .Executes(() =>
        {
            LocalPort.EnsureFree(HttpPort, "--http-port");
            LocalPort.EnsureFree(TelnetPort, "--telnet-port");
            Console.MarkupLineInterpolated($"[bold]http://127.0.0.1:{HttpPort}/[/]   [bold]telnet 127.0.0.1 {TelnetPort}[/]   Ctrl-C ends the machine");
            int status = Process.ExitCodeOf(QemuCommand.Program, QemuCommand.Arguments(Memory, Append, (HttpPort, 80), (TelnetPort, 23)));
            if (status is not (QemuCommand.EndedFromOutside or QemuCommand.Success))
                throw new BuildException(Program.Length > 0 && QemuCommand.ExitCode(status) is { } code ? $"The program ended with exit code {code}" : $"The machine ended with status {status}");
        });

    private Target SelfTest => _ => _
        .Description("Boots the image with 'selftest' and tells whether all passed")
        .DependsOn(Iso)
        .Executes(() =>
        {
            string[] arguments = [.. QemuCommand.Arguments(Memory, $"selftest {Append}".TrimEnd())];
            for (int boot = 1; boot <= Boots; boot++)
            {
                // In the foreground, because QEMU talks to the terminal.
                int status = Process.ExitCodeOf("timeout", ["--foreground", "300", QemuCommand.Program, .. arguments]);
                if (status != QemuCommand.Success)
                    throw new BuildException($"Self-tests failed with status {status} at boot {boot} of {Boots}");
            }

            ReportAtEnd($"Self-tests passed in {Boots} boots of {Boots}");
        });

    private Target Test => _ => _
        .Description("Runs every test: those of the host and those in QEMU")
        .DependsOn(Compile, Iso, Stress, Visitor)
        .Executes(() => RunTests([.. HostTests(), QemuTests]));

    private Target QemuTest => _ => _
        .Description("Runs the tests that boot the image in QEMU")
        .DependsOn(Compile, Iso, Stress, Visitor)
        .Executes(() => RunTests([QemuTests]));

    private Target Measure => _ => _
        .Description("Boots the image and tells how soon it is ready and what it uses when idle")
        .DependsOn(Compile, Iso, Stress, Visitor)
        .Executes(() => Process.Run("dotnet", "test", QemuTests, "--configuration", "Release", "--no-build", "--filter", "Category=Measurement", "--logger", "console;verbosity=detailed"));

    private Target Bench => _ => _
        .Description("Measures the image beside a Linux guest on the same machine and network: artifacts/bench.md, .json and .svg")
        .DependsOn(Iso)
        .Executes(() => Process.Run("dotnet", "run", "--project", "tests/Sabos.Bench", "--configuration", "Release", "--no-restore", "--",
            "--rounds", $"{Rounds}", "--seconds", $"{Seconds}", "--memory", $"{Memory}", "--only", Only));

    private Target Reproduce => _ => _
        .Description("Builds the image again in another directory and compares the bytes")
        .DependsOn(Iso)
        .Executes(() => new Reproduction(Process, RootDirectory).Verify("artifacts/sabos.elf", "artifacts/sabos.iso"));

    private Target Ci => _ => _
        .Description("What must pass before a change is merged")
        .DependsOn(Format, Test, Reproduce);

    // All of them, also after one has failed.
    private void RunTests(IEnumerable<string> projects)
    {
        TestRun run = new(Process, RootDirectory);
        TestResults results = default;
        foreach (string project in projects)
            results += run.Run(project, Filter, verbosity: project == QemuTests ? "normal" : "minimal");
        ReportAtEnd(string.Create(CultureInfo.InvariantCulture, $"{results.Passed} passed, {results.Failed} failed"));
        if (results.Failed > 0 || results.Passed == 0)
            throw new BuildException(results.Failed > 0 ? "Some tests failed" : "No test ran");
    }

    private IEnumerable<string> HostTests() =>
        Directory.EnumerateFiles(Path.Combine(RootDirectory, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(project => Path.GetRelativePath(RootDirectory, project))
            .Where(project => project != QemuTests)
            .Order(System.StringComparer.Ordinal);
}
