namespace Sabos.Hal.Tests;

public class KernelHardwareTests
{
    [Fact]
    public void TryOpen_OnLinux_FindsNoCore() => Assert.False(KernelHardware.TryOpen(out _));
}
