using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Core.Boot;
using Sabos.Core.Memory;
using Sabos.Core.Tests.Machine;
using Xunit;

namespace Sabos.Core.Tests;

public unsafe class Multiboot2Tests
{
    [Fact]
    public void Read_TagsOfALoader_AreTaken()
    {
        int regionsBefore = BootInformation.RegionCount;
        Read([
            .. Tag(1, "selftest ip=dhcp\0"u8.ToArray()),
            .. Tag(6, [24, 0, 0, 0, 0, 0, 0, 0, .. Region(0x10_0000, 0x3F0_0000, 1), .. Region(0xFFFC_0000, 0x4_0000, 2)]),
            .. Tag(15, new byte[36]),
            .. Tag(0, []),
        ]);

        Assert.Equal("selftest ip=dhcp", new string((sbyte*)BootInformation.CommandLine));
        Assert.Equal(regionsBefore + 2, BootInformation.RegionCount);
        MemoryRegion region = BootInformation.Region(regionsBefore);
        Assert.Equal((0x10_0000UL, 0x3F0_0000UL, MemoryRegion.Usable), (region.Start, region.Length, region.Type));
        Assert.NotEqual(0UL, BootInformation.RootPointer);
    }

    // Bytes beyond the structure are a page that cannot be touched: a wrong length ends the test run.
    [Fact]
    public void Read_AnyBytes_StaysWithinThem() =>
        Prop.ForAll<byte[], byte, byte>((content, type, size) =>
        {
            Read([.. Tag(type % 20, content, size), .. content]);
            Read([.. Tag(6, [.. BitConverter.GetBytes((uint)size), .. content])]);
            Read(content);
        }).QuickCheckThrowOnFailure();

    private static void Read(byte[] tags)
    {
        byte[] structure = new byte[8 + tags.Length];
        BinaryPrimitives.WriteInt32LittleEndian(structure, structure.Length);
        tags.CopyTo(structure, 8);
        GuardedMemory.Physical = structure;
        DirectMap.Structure = GuardedMemory.Map(0, (ulong)structure.Length);
        Multiboot2.Read(0);
        Assert.True(GuardedMemory.Unmap((ulong)DirectMap.Structure));
    }

    private static byte[] Tag(int type, byte[] content, int wrongBy = 0)
    {
        List<byte> tag = [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(8 + content.Length + wrongBy), .. content];
        while (tag.Count % 8 != 0)
            tag.Add(0);
        return [.. tag];
    }

    private static byte[] Region(ulong start, ulong length, uint type) =>
        [.. BitConverter.GetBytes(start), .. BitConverter.GetBytes(length), .. BitConverter.GetBytes(type), 0, 0, 0, 0];
}
