using System;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Acpi;

namespace Sabos.Hal.Tests.Acpi;

public class RootPointerTests
{
    [Fact]
    public void TryParse_FirstVersion_HasNoExtendedTable()
    {
        Assert.True(RootPointer.TryParse(TableBuilder.RootPointer(0x7FE0_0000, xsdt: null), out RootPointer pointer));
        Assert.Equal(new RootPointer(0, 0x7FE0_0000, 0), pointer);
    }

    [Fact]
    public void TryParse_SecondVersion_HasBothTables()
    {
        Assert.True(RootPointer.TryParse(TableBuilder.RootPointer(0x7FE0_0000, 0x1_2345_6789_0), out RootPointer pointer));
        Assert.Equal(new RootPointer(2, 0x7FE0_0000, 0x1_2345_6789_0), pointer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(25)]
    public void TryParse_OneByteChanged_IsRefused(int offset)
    {
        byte[] bytes = TableBuilder.RootPointer(1, 2);
        bytes[offset]++;

        Assert.False(RootPointer.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData(35)]
    [InlineData(37)]
    [InlineData(-1)]
    public void TryParse_LengthThatDoesNotFit_IsRefused(int length)
    {
        byte[] bytes = TableBuilder.RootPointer(1, 2);
        BitConverter.GetBytes(length).CopyTo(bytes, 20);
        TableBuilder.Seal(bytes, 32, 36);

        Assert.False(RootPointer.TryParse(bytes, out _));
    }

    [Fact]
    public void TryParse_AnyBytes_NeverThrows()
        => Prop.ForAll<byte[]>(bytes => RootPointer.TryParse((byte[])[.. "RSD PTR "u8, .. bytes ?? []], out _) || true).QuickCheckThrowOnFailure();
}
