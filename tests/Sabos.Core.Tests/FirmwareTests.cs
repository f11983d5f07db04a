using System;
using System.Buffers.Binary;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Core.Acpi;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Tests.Machine;
using Xunit;

namespace Sabos.Core.Tests;

/// <summary>The firmware's tables, in a memory of which every mapping ends before a page that cannot be touched.</summary>
public unsafe class FirmwareTests
{
    private const int MemoryLength = 0x11_0000;
    private const int RootPointerAt = 0xF_5000;
    private const int RootTableAt = 0x1000;
    private const int FixedAt = 0x2000;
    private const int InterruptsAt = 0x3000;
    private const int DifferentiatedAt = 0x4000;

    [Fact]
    public void Initialize_TablesOfAPc_GivesPortsLinesAndControllers()
    {
        byte[] memory = Pc();

        Initialize(memory, hint: 0);

        Assert.Equal((ulong)RootPointerAt, RootPointer.PhysicalAddress);
        Assert.Equal(0x608, FixedDescription.TimerPort);
        Assert.Equal(0x604, FixedDescription.ControlPortA);
        Assert.Equal(0xCF9, FixedDescription.ResetPort);
        Assert.Equal(0xFEE0_0000UL, InterruptTable.LocalApicAddress);
        Assert.True(InterruptTable.TryGetIoApic(0, out ulong address, out uint first));
        Assert.Equal((0xFEC0_0000UL, 0U), (address, first));
        Assert.False(InterruptTable.TryGetIoApic(1, out _, out _));

        InterruptLine timer = InterruptTable.IsaLine(0);
        InterruptLine serial = InterruptTable.IsaLine(4);
        Assert.Equal((2U, false, false), (timer.Global, timer.ActiveLow, timer.LevelTriggered));
        Assert.Equal((4U, true, true), (serial.Global, serial.ActiveLow, serial.LevelTriggered));
        Assert.Equal(5U, InterruptTable.IsaLine(5).Global);
    }

    [Fact]
    public void SoftOff_AfterPcTables_WritesTheSleepTypeAndTheEnableBit()
    {
        Initialize(Pc(), hint: RootPointerAt);
        Instructions.Written.Clear();

        SoftOff.Enter();

        Assert.Equal([((ushort)0x604, (ushort)(1 | (5 << 10) | (1 << 13)))], Instructions.Written);
    }

    [Fact]
    public void Initialize_ChecksumOfATableWrong_TableIsNotThere()
    {
        byte[] memory = Pc();
        memory[InterruptsAt + 40] ^= 1;

        Initialize(memory, RootPointerAt);

        Assert.Equal(0UL, InterruptTable.LocalApicAddress);
    }

    [Fact]
    public void Initialize_LengthsThatLie_ReadNothingOutside()
    {
        foreach (int table in (int[])[RootTableAt, FixedAt, InterruptsAt, DifferentiatedAt])
        {
            foreach (uint length in (uint[])[0, 35, 36, 37, 44, 45, 0xFFFF, 0x00FF_FFFF, 0x7FFF_FFFF, 0xFFFF_FFFF])
            {
                byte[] memory = Pc();
                BinaryPrimitives.WriteUInt32LittleEndian(memory.AsSpan(table + 4), length);
                FixChecksum(memory, table, (int)Math.Min(length, 0x1000));
                Initialize(memory, RootPointerAt);
                _ = InterruptTable.IsaLine(4);
            }
        }
    }

    [Fact]
    public void Initialize_AnyBytesInTheTables_ReadNothingOutside() =>
        Prop.ForAll<byte[], ushort, byte>((noise, position, which) =>
        {
            byte[] memory = Pc();
            int table = ((int[])[RootTableAt, FixedAt, InterruptsAt, DifferentiatedAt])[which % 4];
            int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(memory.AsSpan(table + 4));
            int at = 36 + (position % (length - 36));
            noise.AsSpan(0, Math.Min(noise.Length, length - at)).CopyTo(memory.AsSpan(table + at));
            FixChecksum(memory, table, length);
            Initialize(memory, RootPointerAt);
            for (byte line = 0; line < 16; line++)
                _ = InterruptTable.IsaLine(line);
            for (int i = 0; InterruptTable.TryGetIoApic(i, out _, out _); i++)
                Assert.True(i < length);
        }).QuickCheckThrowOnFailure();

    private static void Initialize(byte[] memory, ulong hint)
    {
        GuardedMemory.Physical = memory;
        fixed (byte* bytes = memory)
        {
            DirectMap.Structure = bytes;
            Firmware.Initialize(hint);
        }
    }

    private static byte[] Pc()
    {
        byte[] memory = new byte[MemoryLength];
        "RSD PTR "u8.CopyTo(memory.AsSpan(RootPointerAt));
        BinaryPrimitives.WriteInt32LittleEndian(memory.AsSpan(RootPointerAt + 16), RootTableAt);
        memory[RootPointerAt + 8] = (byte)-memory.AsSpan(RootPointerAt, 20).ToArray().Sum(b => b);

        Table(memory, RootTableAt, "RSDT"u8, [.. BitConverter.GetBytes(FixedAt), .. BitConverter.GetBytes(InterruptsAt)]);

        byte[] description = new byte[129];
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(40), DifferentiatedAt);
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(64), 0x604);
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(76), 0x608);
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(112), 1 << 10);
        description[116] = 1; // system I/O space
        BinaryPrimitives.WriteInt64LittleEndian(description.AsSpan(120), 0xCF9);
        Table(memory, FixedAt, "FACP"u8, description[36..]);

        Table(memory, InterruptsAt, "APIC"u8,
        [
            0x00, 0x00, 0xE0, 0xFE, 1, 0, 0, 0,
            0, 8, 0, 0, 1, 0, 0, 0,
            1, 12, 0, 0, 0x00, 0x00, 0xC0, 0xFE, 0, 0, 0, 0,
            2, 10, 0, 0, 2, 0, 0, 0, 0, 0,
            2, 10, 0, 4, 4, 0, 0, 0, 0x0F, 0,
        ]);

        // Name (_S5_, Package (4) { 5, Zero, Zero, Zero })
        Table(memory, DifferentiatedAt, "DSDT"u8, [0x10, 0x20, 0x08, .. "_S5_"u8, 0x12, 0x08, 0x04, 0x0A, 0x05, 0x00, 0x00, 0x00, 0xA4, 0x00]);
        return memory;
    }

    private static void Table(byte[] memory, int at, ReadOnlySpan<byte> signature, byte[] content)
    {
        signature.CopyTo(memory.AsSpan(at));
        BinaryPrimitives.WriteInt32LittleEndian(memory.AsSpan(at + 4), 36 + content.Length);
        content.CopyTo(memory, at + 36);
        FixChecksum(memory, at, 36 + content.Length);
    }

    private static void FixChecksum(byte[] memory, int at, int length)
    {
        memory[at + 9] = 0;
        memory[at + 9] = (byte)-memory.AsSpan(at, length).ToArray().Sum(b => b);
    }
}
