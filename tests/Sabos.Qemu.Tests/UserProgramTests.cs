using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Servers;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>An image with a program of the user's own (tests/Visitor) compiled into it.</summary>
public sealed class UserProgramTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("3", 3, "")]
    [InlineData("none", 6, "System.IO.InvalidDataException: that is no number")]
    public async Task Program_Started_HasArgumentsNetworkConsoleAndEndsTheMachine(string answer, int code, string explanation)
    {
        using TapNetwork network = new();
        MachineOptions options = new() { Elf = "visitor.elf", CommandLine = "services=httpd httpd.port=8080 -- one two=2 hostname=three" };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        await machine.WaitForReadyAsync();
        await machine.Console.ExpectAsync("arguments: one|two=2|hostname=three");
        await machine.Console.ExpectAsync("listening");
        await using (NetworkStream stream = new(await network.ConnectAsync(80, machine.Ended), ownsSocket: true))
        {
            using StreamReader reader = new(stream);
            await using StreamWriter writer = new(stream) { AutoFlush = true };
            await writer.WriteLineAsync("http://127.0.0.1:8080/1k");
            Assert.Equal("http://127.0.0.1:8080/1k has 1024 characters", await reader.ReadLineAsync());
        }

        await machine.Console.ExpectAsync("exit code? ");
        await machine.TypeAsync(answer + "\r");
        int status = await machine.WaitForExitAsync();

        Assert.Contains(explanation, machine.Console.Text, System.StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Of(code), status);
    }

    /// <summary>Firmware for UEFI keeps pieces of the memory for itself, in which such an image would lie if it were not moved.</summary>
    [Theory]
    [InlineData(BootPath.Elf, 28)]
    [InlineData(BootPath.IsoByBios, 28)]
    [InlineData(BootPath.IsoByUefi, 256)]
    [InlineData(BootPath.DiskByUefi, 256)]
    public async Task Program_InALargeImage_StartsByEveryPath(BootPath path, int memory)
    {
        using UserNetwork network = new();
        MachineOptions options = new() { Elf = "visitor.elf", Boot = path, Memory = memory };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);

        await machine.WaitForReadyAsync();
        await machine.Console.ExpectAsync("listening");
    }

    [Fact]
    public async Task HttpClient_ByTls_TrustsTheAuthoritiesOfTheImage()
    {
        using TapNetwork network = new();
        using CertificateAuthority known = CertificateAuthority.KnownToVisitor();
        using CertificateAuthority unknown = CertificateAuthority.Unknown();
        await using HttpsServer server = new(network.CreateSocket(), TapNetwork.HostAddress, known.Certify(TapNetwork.HostAddress));
        await using HttpsServer ipv6Server = new(network.CreateIpv6Socket(), TapNetwork.HostIpv6Address, known.Certify(TapNetwork.HostIpv6Address));
        await using HttpsServer stranger = new(network.CreateSocket(), TapNetwork.HostAddress, unknown.Certify(TapNetwork.HostAddress));
        await using HttpsServer impostor = new(network.CreateSocket(), TapNetwork.HostAddress, known.Certify(TapNetwork.ImageAddress));
        await using HttpsServer expired = new(network.CreateSocket(), TapNetwork.HostAddress, known.Certify(TapNetwork.HostAddress, isValid: false));
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { Elf = "visitor.elf" }, network, output.WriteLine);
        await machine.WaitForReadyAsync();
        await machine.Console.ExpectAsync("listening");

        await using NetworkStream stream = new(await network.ConnectAsync(80, machine.Ended), ownsSocket: true);
        using StreamReader reader = new(stream);
        await using StreamWriter writer = new(stream) { AutoFlush = true };
        Assert.Equal($"{server.Url} has {HttpsServer.PageLength} characters", await FetchAsync(server));
        Assert.Equal($"{ipv6Server.Url} has {HttpsServer.PageLength} characters", await FetchAsync(ipv6Server));
        Assert.Matches("SecureConnectionError: .*certificate chain: PartialChain", await FetchAsync(stranger));
        Assert.Matches("SecureConnectionError: .*RemoteCertificateNameMismatch", await FetchAsync(impostor));
        Assert.Matches("SecureConnectionError: .*certificate chain: NotTimeValid", await FetchAsync(expired));
        Assert.Equal($"{server.Url} has {HttpsServer.PageLength} characters", await FetchAsync(server));

        async Task<string?> FetchAsync(HttpsServer from)
        {
            await writer.WriteLineAsync(from.Url);
            return await reader.ReadLineAsync(machine.Ended);
        }
    }
}
