using Sabos.Testbed;

namespace Sabos.Bench;

/// <summary>The image, as <c>./build.sh Iso</c> makes it.</summary>
internal static class SabosGuest
{
    public static Guest Prepare() => new("Sabos", "artifacts/sabos.elf")
    {
        WebServer = new MachineOptions { CommandLine = "services=httpd" },
        Page = "/1k",
        Iperf3Server = new MachineOptions { CommandLine = "services=iperf3" },
        Iperf3ReadyLine = "sabos: ready in",
        Cd = new MachineOptions { Boot = BootPath.IsoByBios },
        CdFile = "sabos.iso",
    };
}
