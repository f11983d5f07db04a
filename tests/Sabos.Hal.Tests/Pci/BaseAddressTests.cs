using System;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Simulation;

namespace Sabos.Hal.Tests.Pci;

public sealed class BaseAddressTests : IDisposable
{
    private readonly SimulatedMachine _machine = new();
    private readonly SimulatedFunction _simulated = new(new PciAddress(0, 1, 0), 0x1234, 0x5678);

    public BaseAddressTests() => _machine.AddFunction(_simulated);

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void BaseAddressAt_EachKind_IsDecodedAndSized()
    {
        _simulated.SetBar(0, 0xFEBD_1000, 0x1000, 0b0000);
        _simulated.SetBar(1, 0xC060, 0x20, 0b01);
        _simulated.SetBar(2, 0x80_0000_0000, 0x2_0000_0000, 0b1100);

        Assert.Equal(new BaseAddress(0, IsPorts: false, 0xFEBD_1000, 0x1000), Read(0));
        Assert.Equal(new BaseAddress(1, IsPorts: true, 0xC060, 0x20), Read(1));
        Assert.Equal(new BaseAddress(2, IsPorts: false, 0x80_0000_0000, 0x2_0000_0000), Read(2));
        Assert.Null(Read(3)); // the upper half of 2
        Assert.Null(Read(4)); // not implemented
        Assert.Null(Read(6));
        Assert.Null(Read(-1));
    }

    [Fact]
    public void BaseAddressAt_LeavesRegistersAndCommandAsTheyWere()
    {
        _simulated.SetBar(2, 0x80_0000_0000, 0x1_0000, 0b1100);
        _simulated.SetWord(4, 0x0407);
        byte[] before = _simulated.Bytes.ToArray();

        Assert.NotNull(Read(2));

        Assert.Equal(before, _simulated.Bytes.ToArray());
    }

    [Fact]
    public void BaseAddressAt_SixteenBitPortDecoder_IsSizedByItsLowestBit()
    {
        _simulated.SetBar(0, 0xC000, 0x40, 0b01);
        _simulated.AllowWrites(0x12, [0, 0]);

        Assert.Equal(0x40UL, Read(0)?.Size);
    }

    [Theory]
    [InlineData(0, 0x1000, 0b0000)] // not assigned
    [InlineData(0xFEBD_1000, 0x1000, 0b0110)] // reserved type
    [InlineData(0x1_0000, 0x10, 0b01)] // beyond the ports
    public void BaseAddressAt_Absurd_IsRefused(uint address, uint size, uint flags)
    {
        _simulated.SetBar(0, address, size, flags);

        Assert.Null(Read(0));
    }

    [Fact]
    public void BaseAddressAt_SixtyFourBitsInTheLastRegister_IsRefused()
    {
        _simulated.SetDword(0x10 + (4 * 5), 0x8000_0004);

        Assert.Null(Read(5));
    }

    [Fact]
    public void Map_OutsideTheRange_IsRefused()
    {
        BaseAddress bar = new(0, IsPorts: false, ulong.MaxValue - 0xFFF, 0x1000);

        Assert.Null(bar.Map(_machine, 0, 0x1001));
        Assert.Null(bar.Map(_machine, 0xFFF, 2));
        Assert.Null(bar.Map(_machine, ulong.MaxValue, 1));
        Assert.Null(bar.Map(_machine, 1, ulong.MaxValue));
        Assert.Null(bar.Map(_machine, 0, 0));
    }

    [Fact]
    public void BaseAddressAt_AnyRegisters_NeverThrowsAndNeverWrapsAround()
        => Prop.ForAll<uint[], byte[]>((registers, masks) =>
        {
            for (int i = 0; i < Math.Min(6, registers?.Length ?? 0); i++)
                _simulated.SetDword(0x10 + (4 * i), registers![i]);
            _simulated.AllowWrites(0x10, (masks ?? []).AsSpan(0, Math.Min(24, masks?.Length ?? 0)));
            for (int i = 0; i < 6; i++)
            {
                if (Read(i) is { } bar && (bar.Size == 0 || bar.Address + (bar.Size - 1) < bar.Address))
                    return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private BaseAddress? Read(int index)
    {
        PciFunction? function = PciFunction.Probe(new PortConfigurationSpace(_machine), _simulated.Address);
        Assert.NotNull(function);
        return function.BaseAddressAt(index);
    }
}
