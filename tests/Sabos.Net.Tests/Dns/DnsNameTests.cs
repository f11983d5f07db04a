using System;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class DnsNameTests
{
    [Fact]
    public void TryRead_AnyBytes_NeverThrows() => Prop.ForAll<byte[], byte>(static (bytes, start) =>
    {
        int offset = start;
        DnsName.TryRead(bytes, ref offset, out _);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 0xC0, 0 })] // to itself
    [InlineData(new byte[] { 1, (byte)'a', 0xC0, 0 })] // to its own beginning
    [InlineData(new byte[] { 0xC0, 5, 0 })] // forwards
    [InlineData(new byte[] { 0xC0 })] // cut off
    [InlineData(new byte[] { 5, (byte)'a' })] // cut off label
    [InlineData(new byte[] { 0x40, 0 })] // reserved label type
    [InlineData(new byte[] { 1, (byte)'a' })] // no end
    public void TryRead_Malformed_IsRefused(byte[] bytes)
    {
        int offset = 0;
        Assert.False(DnsName.TryRead(bytes, ref offset, out _));
    }

    // Two pointers that point at one another.
    [Fact]
    public void TryRead_CircleOfPointers_IsRefused()
    {
        int offset = 2;
        Assert.False(DnsName.TryRead([0xC0, 2, 0xC0, 0], ref offset, out _));
    }

    [Fact]
    public void TryRead_Pointer_ContinuesThereAndReturnsAfterIt()
    {
        byte[] bytes = [4, (byte)'t', (byte)'e', (byte)'S', (byte)'t', 0, 1, (byte)'a', 0xC0, 0, 0xFF];
        int offset = 6;
        Assert.True(DnsName.TryRead(bytes, ref offset, out string name));
        Assert.Equal("a.test", name);
        Assert.Equal(10, offset);
    }

    // Each points to the one before it, the first to an empty name: it ends, but a message has many names.
    [Theory]
    [InlineData(127, true)]
    [InlineData(128, false)]
    public void TryRead_ChainOfPointers_IsNoLongerThanANameHasLabels(int pointers, bool isRead)
    {
        byte[] bytes = new byte[2 * (1 + pointers)];
        for (int i = 1; i <= pointers; i++)
        {
            int target = 2 * (i - 1);
            bytes[2 * i] = (byte)(0xC0 | (target >> 8));
            bytes[(2 * i) + 1] = (byte)target;
        }

        int offset = 2 * pointers;
        Assert.Equal(isRead, DnsName.TryRead(bytes, ref offset, out _));
    }

    [Fact]
    public void TryRead_NameOfMoreThan253_IsRefused()
    {
        byte[] bytes = new byte[400];
        for (int i = 0; i < 396; i += 4)
        {
            bytes[i] = 3;
            bytes.AsSpan(i + 1, 3).Fill((byte)'a');
        }

        int offset = 0;
        Assert.False(DnsName.TryRead(bytes, ref offset, out _));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("www.example.test")]
    [InlineData("_sip._tcp.x-1.test")]
    public void Write_ThenRead_IsTheSame(string name)
    {
        byte[] bytes = new byte[300];
        int written = DnsName.Write(name, bytes);
        int offset = 0;
        Assert.True(DnsName.TryRead(bytes, ref offset, out string read));
        Assert.Equal(name, read);
        Assert.Equal(written, offset);
    }

    [Fact]
    public void Response_AnyBytesAfterTheQuestion_NeverThrows() => Prop.ForAll<byte[], byte>(static (tail, answers) =>
    {
        DnsQuestion question = new("a.test", DnsRecordType.A);
        DnsQueryMessage query = new(question, new StackRandom(new byte[32]), isCaseMixed: true, isExtended: false);
        byte[] message = [.. query.Bytes, .. tail];
        message[2] |= 0x80;
        message[7] = answers;
        Assert.Equal(DnsMatch.Exact, query.Match(message));
        DnsResponse response = new(message, query);
        _ = response.Code;
        new DnsChain(question).TryFollow(response);
        response.NegativeTimeToLive("a.test");
    }).QuickCheckThrowOnFailure();
}
