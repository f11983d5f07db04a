using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Acpi;

namespace Sabos.Hal.Tests.Acpi;

public class InterruptControllersTests
{
    private static readonly byte[] s_prefix = [0, 0, 0xE0, 0xFE, 1, 0, 0, 0];

    [Fact]
    public void TryParse_UsualMachine_FindsEverything()
    {
        byte[] madt = Madt(
            [0, 8, 0, 0, 1, 0, 0, 0], // enabled
            [0, 8, 1, 1, 0, 0, 0, 0], // neither enabled nor capable
            [9, 16, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0], // x2APIC, capable
            [1, 12, 7, 0, 0, 0, 0xC0, 0xFE, 24, 0, 0, 0],
            [2, 10, 0, 9, 20, 0, 0, 0, 0x0D, 0],
            [0x80, 3, 99]); // unknown

        Assert.True(InterruptControllers.TryParse(madt, out InterruptControllers? parsed));
        Assert.Equal(0xFEE0_0000UL, parsed.LocalApicAddress);
        Assert.True(parsed.HasLegacyPics);
        Assert.Equal(2, parsed.ProcessorCount);
        Assert.Equal([new IoApic(7, 0xFEC0_0000, 24)], parsed.IoApics);
        Assert.Equal([new InterruptSourceOverride(9, 20, 0x0D)], parsed.Overrides);
    }

    [Fact]
    public void TryParse_AddressOverride_ReplacesTheAddress()
    {
        Assert.True(InterruptControllers.TryParse(Madt([5, 12, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]), out InterruptControllers? parsed));
        Assert.Equal(0x1_0000_0000UL, parsed.LocalApicAddress);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })] // a length of zero would never end
    [InlineData(new byte[] { 0, 1 })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 9, 0, 0, 1, 0, 0, 0 })] // beyond the table
    [InlineData(new byte[] { 0, 7, 0, 0, 1, 0, 0 })] // too short for its type
    [InlineData(new byte[] { 1, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void TryParse_DamagedStructure_IsRefused(byte[] structure)
        => Assert.False(InterruptControllers.TryParse(Madt(structure), out _));

    [Fact]
    public void TryParse_AnyStructures_NeverThrows()
        => Prop.ForAll<byte[]>(bytes => InterruptControllers.TryParse(Madt(bytes ?? []), out _) || true).QuickCheckThrowOnFailure();

    private static byte[] Madt(params byte[][] structures)
    {
        byte[] body = s_prefix;
        foreach (byte[] structure in structures)
            body = [.. body, .. structure];
        return TableBuilder.Table("APIC", body);
    }
}
