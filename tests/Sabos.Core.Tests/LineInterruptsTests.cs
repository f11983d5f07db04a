using System;
using System.Runtime.InteropServices;
using Sabos.Core.Devices;
using Sabos.Core.InterruptControllers;
using Sabos.Core.SystemCalls;
using Xunit;

namespace Sabos.Core.Tests;

/// <summary>Each test has a line of its own: the core never lets go of one.</summary>
public sealed unsafe class LineInterruptsTests : IDisposable
{
    private readonly uint* _words = (uint*)NativeMemory.AllocZeroed(2 * sizeof(uint));

    public void Dispose() => NativeMemory.Free(_words);

    [Fact]
    public void HighLevel_InterruptsOnceUntilAnswered()
    {
        const byte Line = 5;
        ulong handle = Listen(Line, 0);
        IsaInterrupts.SetLevel(Line, isHigh: true);
        Assert.Equal(1U, _words[0]);
        Assert.True(IsaInterrupts.IsMasked(Line));

        Assert.Equal(0, LineInterrupts.Rearm(handle)); // the device was not acknowledged
        Assert.Equal(2U, _words[0]);
        IsaInterrupts.SetLevel(Line, isHigh: false);
        Assert.Equal(0, LineInterrupts.Rearm(handle));
        Assert.Equal(2U, _words[0]);
        Assert.False(IsaInterrupts.IsMasked(Line));
        IsaInterrupts.SetLevel(Line, isHigh: true);
        Assert.Equal(3U, _words[0]);
        LineInterrupts.Free(handle);
    }

    [Fact]
    public void SharedLine_TellsAllAndWaitsForAll()
    {
        const byte Line = 6;
        ulong first = Listen(Line, 0);
        ulong second = Listen(Line, 1);
        IsaInterrupts.SetLevel(Line, isHigh: true);
        IsaInterrupts.SetLevel(Line, isHigh: false);
        Assert.Equal((1U, 1U), (_words[0], _words[1]));

        Assert.Equal(0, LineInterrupts.Rearm(first));
        Assert.Equal(0, LineInterrupts.Rearm(first)); // one answer counts
        Assert.True(IsaInterrupts.IsMasked(Line));
        Assert.Equal(0, LineInterrupts.Rearm(second));
        Assert.False(IsaInterrupts.IsMasked(Line));
        LineInterrupts.Free(first);
        LineInterrupts.Free(second);
    }

    [Fact]
    public void Free_ListenerThatOwesAnAnswer_DoesNotHoldUpTheOther()
    {
        const byte Line = 7;
        ulong first = Listen(Line, 0);
        ulong second = Listen(Line, 1);
        IsaInterrupts.SetLevel(Line, isHigh: true);
        IsaInterrupts.SetLevel(Line, isHigh: false);
        LineInterrupts.Rearm(second);

        Assert.Equal(0, LineInterrupts.Free(first));
        Assert.False(IsaInterrupts.IsMasked(Line));
        IsaInterrupts.SetLevel(Line, isHigh: true);
        Assert.Equal((1U, 2U), (_words[0], _words[1]));
        Assert.Equal(0, LineInterrupts.Free(second));
    }

    [Fact]
    public void Free_LastListener_MasksUntilThereIsAnother()
    {
        const byte Line = 9;
        LineInterrupts.Free(Listen(Line, 0));
        Assert.True(IsaInterrupts.IsMasked(Line));
        IsaInterrupts.SetLevel(Line, isHigh: true);
        Assert.Equal(0U, _words[0]);

        ulong handle = Listen(Line, 1);
        Assert.Equal((0U, 1U), (_words[0], _words[1]));
        LineInterrupts.Free(handle);
    }

    [Fact]
    public void Allocate_LineHighAlready_Interrupts()
    {
        const byte Line = 10;
        IsaInterrupts.SetLevel(Line, isHigh: true);
        ulong handle = Listen(Line, 0);
        IsaInterrupts.SetLevel(Line, isHigh: false);
        Assert.Equal(0, LineInterrupts.Rearm(handle));
        IsaInterrupts.SetLevel(Line, isHigh: true);
        Assert.Equal(2U, _words[0]);
        LineInterrupts.Free(handle);
    }

    [Fact]
    public void Allocate_ListenerWhileOthersOweAnAnswer_WaitsForThem()
    {
        const byte Line = 11;
        ulong first = Listen(Line, 0);
        IsaInterrupts.SetLevel(Line, isHigh: true);
        ulong second = Listen(Line, 1);
        Assert.True(IsaInterrupts.IsMasked(Line));
        Assert.Equal((1U, 0U), (_words[0], _words[1]));
        LineInterrupts.Rearm(first);
        Assert.Equal((2U, 1U), (_words[0], _words[1]));
        LineInterrupts.Free(first);
        LineInterrupts.Free(second);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(0xFF)]
    [InlineData(0x1_0000_0003)]
    public void Allocate_NoSuchLine_IsRefused(ulong line) => Assert.Equal(Errno.ENODEV, LineInterrupts.Allocate(line, (ulong)_words, 0));

    [Fact]
    public void Allocate_LineOfTheCore_IsRefused()
    {
        Assert.True(IsaInterrupts.TryConnect(4, levelTriggered: true, &Nothing, 0));
        Assert.Equal(Errno.ENODEV, LineInterrupts.Allocate(4, (ulong)_words, 0));
        Assert.Equal(Errno.ENODEV, LineInterrupts.Allocate(4, (ulong)_words, 0));
    }

    [Fact]
    public void Calls_WithWhatIsNone_AreRefused()
    {
        ulong handle = Listen(3, 0);
        Assert.Equal(0, LineInterrupts.Free(handle));
        Assert.Equal(Errno.EINVAL, LineInterrupts.Free(handle));
        Assert.Equal(Errno.EINVAL, LineInterrupts.Rearm(handle));
        Assert.Equal(Errno.EINVAL, LineInterrupts.Rearm(0));
        Assert.Equal(Errno.EFAULT, LineInterrupts.Allocate(3, 0, 0));
    }

    private static void Nothing(ulong argument)
    {
    }

    private ulong Listen(byte line, int word)
    {
        long handle = LineInterrupts.Allocate(line, (ulong)(_words + word), 0);
        Assert.True(handle > 0);
        return (ulong)handle;
    }
}
