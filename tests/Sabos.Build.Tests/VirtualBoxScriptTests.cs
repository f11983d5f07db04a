using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Sabos.Tests;
using Xunit;

namespace Sabos.Build.Tests;

/// <summary>The commands that iso/virtualbox.sh would give to VBoxManage.</summary>
public sealed class VirtualBoxScriptTests
{
    private static readonly string s_script = Path.Combine(Repository.Root, "iso", "virtualbox.sh");

    [Theory]
    [InlineData("82540EM")]
    [InlineData("82545EM")]
    [InlineData("82543GC")]
    [InlineData("virtio")]
    public void Start_Adapter_MachineHasItAndForwardsThePorts(string adapter)
    {
        string[] commands = Run(0, "--nic", adapter);

        Assert.Equal(
            ["createvm", "modifyvm", "storagectl", "storageattach", "modifyvm", "modifyvm", "startvm"],
            commands.Where(command => command.StartsWith("VBoxManage ", StringComparison.Ordinal)).Select(command => command.Split(' ')[1]));
        string network = commands.Single(command => command.Contains("--nic1", StringComparison.Ordinal)).Replace("\\", "", StringComparison.Ordinal);
        Assert.Contains($"--nic1 nat --nictype1 {adapter} ", network, StringComparison.Ordinal);
        Assert.Contains("--natpf1 http,tcp,127.0.0.1,8080,,80 --natpf1 telnet,tcp,127.0.0.1,2323,,23", network, StringComparison.Ordinal);
        Assert.Contains(commands, command => command.EndsWith("--uart1 0x3F8 4 --uartmode1 server /tmp/sabos.console", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_NamesWithBlanks_StayWhole()
    {
        string[] commands = Run(0, "--name", "my image", "--serial", "file:/tmp/my log", "--ioapic", "off");

        Assert.Contains(@"VBoxManage startvm my\ image --type headless", commands);
        Assert.Contains(commands, command => command.EndsWith(@"--uartmode1 file /tmp/my\ log", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.Contains(" --ioapic off ", StringComparison.Ordinal));
    }

    [Fact]
    public void Remove_Machine_IsSwitchedOffAndDeleted() =>
        Assert.Equal(["VBoxManage controlvm sabos poweroff", "VBoxManage unregistervm sabos --delete"], Run(0, "remove"));

    [Theory]
    [InlineData("--nic", "Am79C973")]
    [InlineData("--frobnicate", "")]
    public void Start_UnknownWord_IsRefused(string option, string value) => Run(2, option, value);

    private static string[] Run(int status, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", [s_script, "--dry-run", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(status, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
