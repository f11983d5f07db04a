using Sabos.Testbed;

namespace Sabos.Bench;

/// <summary>The image, as <c>./build.sh Iso</c> makes it.</summary>
internal static class SabosGuest
{
    public static Guest Prepare() =>
        new("Sabos", "artifacts/sabos.elf", new MachineOptions { CommandLine = "services=httpd,iperf3" }, "sabos: ready in", ListensAnew: false);
}
