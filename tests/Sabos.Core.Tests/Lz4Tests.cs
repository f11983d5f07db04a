using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Core.Program;
using Sabos.Core.Tests.Machine;
using Xunit;

namespace Sabos.Core.Tests;

/// <summary>Both buffers end where memory that cannot be touched begins.</summary>
public sealed unsafe class Lz4Tests
{
    // lz4_Block_format.md: token, literals, distance, and the length of the match beyond 4 in the token.
    [Theory]
    [InlineData("50" + "48656C6C6F", "48656C6C6F")] // literals only
    [InlineData("10" + "61" + "0100" + "50" + "6263646566", "61" + "61616161" + "6263646566")] // a match that overlaps itself
    [InlineData("88" + "0102030405060708" + "0800" + "10" + "FF", "0102030405060708" + "010203040506070801020304" + "FF")] // by whole words
    [InlineData("1F" + "07" + "0100" + "01" + "10" + "08", "07" + "0707070707070707070707070707070707070707" + "08")] // 4 + 15 + 1
    [InlineData("F0" + "01" + "000102030405060708090A0B0C0D0E0F", "000102030405060708090A0B0C0D0E0F")] // 15 + 1 literals
    public void TryUnpack_BlockByHand_GivesTheBytes(string packed, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Unpack(Convert.FromHexString(packed), expected.Length / 2)!));

    [Theory]
    [InlineData("")]
    [InlineData("50" + "4865")] // fewer literals than it says
    [InlineData("10" + "61" + "0000" + "50" + "6263646566")] // distance 0
    [InlineData("10" + "61" + "0200" + "50" + "6263646566")] // before the first byte
    [InlineData("10" + "61" + "01")] // half a distance
    [InlineData("1F" + "07" + "0100" + "FF")] // a length that ends nowhere
    [InlineData("1F" + "07" + "0100" + "FFFFFFFF00" + "10" + "08")] // longer than the block
    [InlineData("10" + "61" + "0100")] // no last literals
    [InlineData("90" + "000102030405060708")] // shorter than the block
    public void TryUnpack_Damaged_IsRefused(string packed) => Assert.Null(Unpack(Convert.FromHexString(packed), 10));

    // Fourteen literals, a match of eighteen, and some literals: where these are few, whole words would write behind the end.
    [Fact]
    public void TryUnpack_EndsSoonAfterAMatch_StaysWithinItsBuffers()
    {
        byte[] literals = [.. Enumerable.Range(1, 14).Select(i => (byte)i)];
        for (int count = 1; count < 15; count++)
        {
            byte[] text = [.. literals, .. literals, 1, 2, 3, 4, .. literals[..count]];
            Assert.Equal(text, Unpack([0xEE, .. literals, 14, 0, (byte)(count << 4), .. literals[..count]], text.Length));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void TryUnpack_BadDistanceFarFromTheEnd_IsRefused(byte distance)
    {
        byte[] literals = new byte[14];
        byte[] packed = [0xE0, .. literals, distance, 0, 0xE0, .. literals, 1, 0, 0xE0, .. literals];
        Assert.Null(Unpack(packed, (3 * literals.Length) + 8));
        packed[15] = 1;
        Assert.NotNull(Unpack(packed, (3 * literals.Length) + 8));
    }

    [Fact]
    public void TryUnpack_WhatWasPacked_IsTheSame() =>
        Prop.ForAll(Texts(), text => Assert.Equal(text, Unpack(Lz4Packer.Pack(text), text.Length))).QuickCheckThrowOnFailure();

    [Fact]
    public void TryUnpack_CutAnywhere_IsRefused()
    {
        byte[] text = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i % 7 * (i / 500)))];
        byte[] packed = Lz4Packer.Pack(text);
        for (int length = 0; length < packed.Length; length++)
            Assert.Null(Unpack(packed[..length], text.Length));
    }

    [Fact]
    public void TryUnpack_AnyByteChanged_StaysWithinItsBuffers() =>
        Prop.ForAll(Texts(), ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (text, where, value) =>
        {
            byte[] packed = Lz4Packer.Pack(text);
            packed[(int)((uint)where % packed.Length)] = value;
            Unpack(packed, text.Length);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryUnpack_AnyBytes_StaysWithinItsBuffers() =>
        Prop.ForAll<byte[], byte>((bytes, length) => { Unpack(bytes ?? [], length + 1); }).QuickCheckThrowOnFailure();

    [Fact]
    public void Frame_OfTwoBlocks_IsTakenApart()
    {
        byte[] first = [.. Enumerable.Range(0, (int)Lz4Frame.BlockLength).Select(i => (byte)(i >> 4))];
        byte[] second = [1, 2, 3, 2, 1];

        Assert.Equal([.. first, .. second], Open(FrameOf(first, second))!);
    }

    [Fact]
    public void Frame_CutAnywhere_IsRefused()
    {
        byte[] frame = FrameOf(new byte[Lz4Frame.BlockLength], [1, 2, 3]);
        for (int length = 0; length < frame.Length; length++)
            Assert.Null(Open(frame[..length]));
    }

    [Theory]
    [InlineData(0)] // magic number
    [InlineData(4)] // checksums, dependent blocks, a dictionary
    [InlineData(5)] // longer blocks
    [InlineData(13)] // a length that the blocks cannot have
    public void Frame_OfAnotherKind_IsRefused(int position)
    {
        byte[] frame = FrameOf(new byte[Lz4Frame.BlockLength], [1, 2, 3]);
        frame[position] ^= 0x10;
        Assert.Null(Open(frame));
    }

    [Fact]
    public void Frame_WithABlockTooMany_IsRefused()
    {
        byte[] frame = FrameOf([1, 2, 3], [4]);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(6), 3);
        Assert.Null(Open(frame));
    }

    // Long runs, repetitions from near and far, and noise.
    private static Arbitrary<byte[]> Texts() => (
        from pieces in Gen.NonEmptyListOf(
            from bytes in ArbMap.Default.GeneratorFor<byte[]>()
            from times in Gen.Choose(1, 40)
            select Enumerable.Repeat(bytes, times).SelectMany(piece => piece))
        let text = pieces.SelectMany(piece => piece).ToArray()
        where text.Length > 0
        select text).ToArbitrary();

    private static byte[]? Unpack(byte[] packed, int length)
    {
        byte* from = Guarded(packed);
        byte* to = Guarded(new byte[length]);
        bool isUnpacked = Lz4Block.TryUnpack(from, (ulong)packed.Length, to, (ulong)length);
        byte[] text = new ReadOnlySpan<byte>(to, length).ToArray();
        GuardedMemory.Unmap((ulong)from);
        GuardedMemory.Unmap((ulong)to);
        return isUnpacked ? text : null;
    }

    private static byte[]? Open(byte[] bytes)
    {
        byte* frame = Guarded(bytes);
        try
        {
            if (!Lz4Frame.TryOpen(frame, (ulong)bytes.Length, out Lz4Frame opened))
                return null;
            uint[] positions = new uint[opened.BlockCount + 1];
            fixed (uint* pointer = positions)
            {
                if (!opened.TryFindBlocks((ulong)bytes.Length, pointer))
                    return null;
            }

            byte[] text = new byte[opened.ContentLength];
            for (uint i = 0; i < opened.BlockCount; i++)
            {
                ulong start = i * Lz4Frame.BlockLength;
                ulong length = Math.Min(Lz4Frame.BlockLength, opened.ContentLength - start);
                fixed (byte* to = text)
                    Assert.True(opened.TryUnpack(positions[i], to + start, length));
            }

            return text;
        }
        finally
        {
            GuardedMemory.Unmap((ulong)frame);
        }
    }

    // lz4_Frame_format.md. A block that does not shrink is stored as it is.
    private static byte[] FrameOf(params byte[][] blocks)
    {
        List<byte> frame = [4, 0x22, 0x4D, 0x18, 0x68, 0x40, .. BitConverter.GetBytes((ulong)blocks.Sum(block => block.Length)), 0];
        foreach (byte[] block in blocks)
        {
            byte[] packed = Lz4Packer.Pack(block);
            bool isSmaller = packed.Length < block.Length;
            frame.AddRange(BitConverter.GetBytes(isSmaller ? (uint)packed.Length : (uint)block.Length | (1u << 31)));
            frame.AddRange(isSmaller ? packed : block);
        }

        return [.. frame, 0, 0, 0, 0];
    }

    // One byte more than is used keeps an empty buffer mappable.
    private static byte* Guarded(byte[] bytes)
    {
        GuardedMemory.Physical = [0, .. bytes];
        return GuardedMemory.Map(0, (ulong)bytes.Length + 1) + 1;
    }
}
