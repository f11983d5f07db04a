using System;
using Sabos.Core.InterruptControllers;
using Sabos.Core.Processor;
using Sabos.Core.Tests.Machine;
using Xunit;

namespace Sabos.Core.Tests;

/// <summary>The core opposite a PC's pair of 8259A.</summary>
public sealed class LegacyControllerTests : IDisposable
{
    private readonly SimulatedPicPair _pair = new();

    public LegacyControllerTests()
    {
        IsaInterrupts.Handled.Clear();
        Instructions.Device = _pair;
        LegacyController.Initialize();
    }

    public void Dispose() => Instructions.Device = null;

    [Fact]
    public void Initialize_MovesTheVectorsOffTheExceptionsAndMasksAll()
    {
        Assert.True(_pair.Master.IsInitialized && _pair.Slave.IsInitialized);
        Assert.Equal((0x20, 0x28), (_pair.Master.FirstVector, _pair.Slave.FirstVector));
        Assert.Equal((1 << 2, 2), (_pair.Master.Cascade, _pair.Slave.Cascade));
        Assert.Equal(0xFFFF, _pair.Masked);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(15)]
    public void OpenLine_Interrupts_IsHandledAndAcknowledged(byte line)
    {
        Assert.Null(_pair.Interrupt(line));
        Assert.True(LegacyController.TryOpen(line, levelTriggered: true));
        for (int i = 1; i <= 2; i++)
        {
            Interrupts.Dispatch(_pair.Interrupt(line)!.Value);

            Assert.Equal(i, IsaInterrupts.Handled.Count);
            Assert.Equal(line, IsaInterrupts.Handled[^1]);
            Assert.True(_pair.IsIdle);
        }

        LegacyController.SetMasked(line, masked: true);
        Assert.Null(_pair.Interrupt(line));
    }

    [Fact]
    public void OpenLine_LeavesTheOthersMasked()
    {
        LegacyController.TryOpen(5, levelTriggered: true);
        Assert.Equal(0xFFFF & ~(1 << 5), _pair.Masked);
        LegacyController.TryOpen(11, levelTriggered: true);
        Assert.Equal(0xFFFF & ~((1 << 5) | (1 << 11) | (1 << 2)), _pair.Masked); // the slave's come by line 2
        LegacyController.SetMasked(11, masked: true);
        Assert.Equal(0xFFFF & ~((1 << 5) | (1 << 2)), _pair.Masked);
    }

    [Fact]
    public void Trigger_IsAsAskedForLineByLine()
    {
        LegacyController.TryOpen(5, levelTriggered: true);
        LegacyController.TryOpen(11, levelTriggered: true);
        LegacyController.TryOpen(10, levelTriggered: true);
        LegacyController.TryOpen(10, levelTriggered: false);
        LegacyController.TryOpen(4, levelTriggered: false);
        Assert.Equal((1 << 5) | (1 << 11), _pair.LevelTriggered);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(13)]
    public void TryOpen_LineThatIsNeverLevelTriggered_IsRefused(byte line)
    {
        Assert.False(LegacyController.TryOpen(line, levelTriggered: true));
        Assert.Equal(0xFFFF, _pair.Masked);
        Assert.Equal(line != 2, LegacyController.TryOpen(line, levelTriggered: false));
    }

    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(true, 1, 0)]
    public void WithdrawnInterrupt_IsNotHandledNorAcknowledgedWhereItIsNotInService(bool fromSlave, int master, int slave)
    {
        LegacyController.TryOpen(7, levelTriggered: true);
        LegacyController.TryOpen(15, levelTriggered: true);

        int vector = _pair.Withdraw(fromSlave);
        Assert.Equal(fromSlave ? 0x2F : 0x27, vector);
        Interrupts.Dispatch(vector);

        Assert.Empty(IsaInterrupts.Handled);
        Assert.Equal((master, slave), (_pair.Master.EndsOfInterrupt, _pair.Slave.EndsOfInterrupt));
        Assert.True(_pair.IsIdle);
    }
}
