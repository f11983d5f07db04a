using System;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class InternetChecksumTests
{
    // RFC 1071 3: the sum of 00 01 f2 03 f4 f5 f6 f7 is ddf2.
    [Fact]
    public void Sum_OfTheRfcExample_IsDdf2()
    {
        InternetChecksum checksum = default;
        checksum.Add([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]);
        Assert.Equal(0xDDF2, checksum.Sum);
        Assert.Equal(0x220D, checksum.Value);
    }

    [Fact]
    public void Compute_AnyBytes_EqualsWordByWordDefinition() =>
        Prop.ForAll<byte[]>(static bytes => InternetChecksum.Compute(bytes) == Definition(bytes)).QuickCheckThrowOnFailure();

    // Long runs of ones make every addition carry.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(65_535)]
    public void Compute_AllOnes_EqualsDefinition(int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(0xFF);
        Assert.Equal(Definition(bytes), InternetChecksum.Compute(bytes));
    }

    [Fact]
    public void Add_InPieces_EqualsAtOnce() => Prop.ForAll<byte[], byte[], byte[]>(static (first, second, third) =>
    {
        InternetChecksum pieces = default;
        pieces.Add(first);
        pieces.Add(second);
        pieces.Add(third);
        return pieces.Value == Definition([.. first, .. second, .. third]);
    }).QuickCheckThrowOnFailure();

    // Every length through three blocks, at every alignment, with bytes that carry at every addition and with others.
    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x80)]
    [InlineData(-1)]
    public void AddAndAddCopying_EveryLengthAndAlignment_EqualDefinition(int fill)
    {
        byte[] bytes = new byte[256];
        new Random(1).NextBytes(bytes);
        if (fill >= 0)
        {
            bytes.AsSpan().Fill((byte)fill);
        }

        for (int length = 0; length <= 200; length++)
        {
            for (int offset = 0; offset < 8; offset++)
            {
                ReadOnlySpan<byte> piece = bytes.AsSpan(offset, length);
                byte[] copy = new byte[length + 1];
                InternetChecksum copying = default;
                copying.AddCopying(piece, copy);
                Assert.Equal(Definition(piece), InternetChecksum.Compute(piece));
                Assert.Equal(Definition(piece), copying.Value);
                Assert.Equal(piece, copy.AsSpan(0, length));
                Assert.Equal(0, copy[length]);
            }
        }
    }

    [Fact]
    public void AddCopying_InPieces_EqualsAtOnceAndCopies() => Prop.ForAll<byte[], byte[]>(static (first, second) =>
    {
        byte[] whole = [.. first, .. second];
        byte[] copy = new byte[whole.Length];
        InternetChecksum pieces = default;
        pieces.AddCopying(first, copy);
        pieces.AddCopying(second, copy.AsSpan(first.Length));
        return pieces.Value == Definition(whole) && copy.AsSpan().SequenceEqual(whole);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ForPseudoHeader_OfIpv6_EqualsItsBytes()
    {
        Assert.True(IpAddress.TryParse("2001:db8::1", out IpAddress source));
        Assert.True(IpAddress.TryParse("2001:db8::abcd", out IpAddress destination));
        byte[] pseudo = new byte[40];
        source.WriteTo(pseudo);
        destination.WriteTo(pseudo.AsSpan(16));
        pseudo[33] = 1;
        pseudo[34] = 0x23;
        pseudo[35] = 0x45;
        pseudo[39] = 17;
        Assert.Equal(Definition(pseudo), InternetChecksum.ForPseudoHeader(source, destination, IpProtocol.Udp, 0x12345).Value);
    }

    private static ushort Definition(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += (uint)(i % 2 == 0 ? bytes[i] << 8 : bytes[i]);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
