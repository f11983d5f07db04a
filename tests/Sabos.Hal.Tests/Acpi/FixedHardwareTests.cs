using System;
using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Acpi;

namespace Sabos.Hal.Tests.Acpi;

public class FixedHardwareTests
{
    [Fact]
    public void TryParse_FirstVersion_UsesTheShortFields()
    {
        Assert.True(FixedHardware.TryParse(Fadt(116), out FixedHardware hardware));
        Assert.Equal(new FixedHardware(9, 0x608, TimerIs32Bit: true, 0x604), hardware);
    }

    [Fact]
    public void TryParse_LaterVersion_PrefersExtendedPorts()
    {
        byte[] fadt = Fadt(244, table =>
        {
            table[208] = 1;
            BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(212), 0xB008);
            table[172] = 0; // in memory, not in ports
            BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(176), 0xB004);
        });

        Assert.True(FixedHardware.TryParse(fadt, out FixedHardware hardware));
        Assert.Equal(0xB008U, hardware.TimerPort);
        Assert.Equal(0x604U, hardware.ControlPort);
    }

    [Fact]
    public void TryParse_NoTimer_IsZero()
    {
        Assert.True(FixedHardware.TryParse(Fadt(116, table => table[91] = 0), out FixedHardware hardware));
        Assert.Equal(0U, hardware.TimerPort);
    }

    [Fact]
    public void TryParse_ShorterThanTheFirstVersion_IsRefused()
        => Assert.False(FixedHardware.TryParse(TableBuilder.Table("FACP", new byte[115 - 36]), out _));

    [Fact]
    public void TryParse_AnyBody_NeverThrows()
        => Prop.ForAll<byte[]>(bytes => FixedHardware.TryParse(TableBuilder.Table("FACP", bytes ?? []), out _) || true).QuickCheckThrowOnFailure();

    private static byte[] Fadt(int length, Action<byte[]>? change = null)
    {
        byte[] fadt = TableBuilder.Table("FACP", new byte[length - 36]);
        BinaryPrimitives.WriteUInt16LittleEndian(fadt.AsSpan(46), 9);
        BinaryPrimitives.WriteUInt32LittleEndian(fadt.AsSpan(64), 0x604);
        BinaryPrimitives.WriteUInt32LittleEndian(fadt.AsSpan(76), 0x608);
        fadt[91] = 4;
        BinaryPrimitives.WriteUInt32LittleEndian(fadt.AsSpan(112), 1 << 8);
        change?.Invoke(fadt);
        return TableBuilder.Seal(fadt, 9, fadt.Length);
    }
}
