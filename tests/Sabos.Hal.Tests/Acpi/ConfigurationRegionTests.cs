using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Acpi;

namespace Sabos.Hal.Tests.Acpi;

public class ConfigurationRegionTests
{
    [Fact]
    public void TryParse_OneRegion_IsRead()
    {
        byte[] mcfg = Mcfg([0, 0, 0, 0xB0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0]);

        Assert.True(ConfigurationRegion.TryParse(mcfg, out IReadOnlyList<ConfigurationRegion>? regions));
        Assert.Equal([new ConfigurationRegion(0xB000_0000, 0, 0, 255)], regions);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0xB0, 0, 0, 0, 0, 0, 0, 9, 8, 0, 0, 0, 0 })] // ends before it starts
    [InlineData(new byte[] { 0, 0, 8, 0xB0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0 })] // not aligned to a bus
    [InlineData(new byte[] { 0, 0, 0xF0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 255, 0, 0, 0, 0 })] // wraps around
    [InlineData(new byte[] { 0, 0, 0, 0xB0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0 })] // cut short
    public void TryParse_DamagedRegion_IsRefused(byte[] entry) => Assert.False(ConfigurationRegion.TryParse(Mcfg(entry), out _));

    [Fact]
    public void TryParse_AnyBody_NeverThrows()
        => Prop.ForAll<byte[]>(bytes => ConfigurationRegion.TryParse(TableBuilder.Table("MCFG", bytes ?? []), out _) || true)
            .QuickCheckThrowOnFailure();

    private static byte[] Mcfg(byte[] entries) => TableBuilder.Table("MCFG", [.. new byte[8], .. entries]);
}
