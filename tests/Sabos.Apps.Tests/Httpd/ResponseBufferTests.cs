using System;
using System.Linq;
using System.Runtime.InteropServices;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class ResponseBufferTests
{
    private static readonly byte[] s_large = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];

    private readonly ResponseBuffer _buffer = new();

    [Fact]
    public void AppendLent_First_IsNotCopied()
    {
        _buffer.AppendLent(s_large);

        AssertIsPartOf(s_large, _buffer.From(0));
    }

    [Fact]
    public void AppendLent_MuchBehindOthers_IsNotCopied()
    {
        _buffer.Append("head"u8);
        _buffer.AppendLent(s_large);

        Assert.Equal("ad"u8, _buffer.From(2).Span);
        AssertIsPartOf(s_large, _buffer.From(4));
        Assert.Equal(s_large.AsSpan(10), _buffer.From(14).Span);
        Assert.Equal(4 + s_large.Length, _buffer.Length);
    }

    [Fact]
    public void AppendLent_LittleBehindOthers_IsSentTogether()
    {
        _buffer.Append("head"u8);
        _buffer.AppendLent("body"u8.ToArray());

        Assert.Equal("headbody"u8, _buffer.From(0).Span);
    }

    [Fact]
    public void Append_BehindLent_KeepsTheOrder()
    {
        _buffer.Append("head"u8);
        _buffer.AppendLent(s_large);
        _buffer.Append("next"u8);

        Assert.Equal([.. "head"u8, .. s_large, .. "next"u8], _buffer.From(0).ToArray());
    }

    [Fact]
    public void AppendLent_TwoLargeOnes_KeepsTheOrder()
    {
        _buffer.AppendLent(s_large);
        _buffer.AppendLent(s_large);

        Assert.Equal([.. s_large, .. s_large], _buffer.From(0).ToArray());
    }

    [Fact]
    public void Clear_LetsGoOfWhatWasLent()
    {
        _buffer.Append("head"u8);
        _buffer.AppendLent(s_large);
        _buffer.Clear();
        _buffer.Append("other"u8);

        Assert.Equal("other"u8, _buffer.From(0).Span);
    }

    private static void AssertIsPartOf(byte[] array, Memory<byte> memory)
    {
        Assert.True(MemoryMarshal.TryGetArray<byte>(memory, out ArraySegment<byte> segment));
        Assert.Same(array, segment.Array);
    }
}
