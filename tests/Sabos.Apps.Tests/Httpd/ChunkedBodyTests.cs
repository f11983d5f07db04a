using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class ChunkedBodyTests
{
    private const long Limit = 1000;

    [Theory]
    [InlineData("0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("A\r\n0123456789\r\n1\r\nx\r\n000\r\n\r\n")]
    [InlineData("5;name=value;\"x\"\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5 \t;x\r\nhello\r\n0\r\n\r\n")]
    [InlineData("0\r\nTrailer: yes\r\nAnother: one\r\n\r\n")]
    public void Skip_RightBody_EndsWhereItEnds(string body)
    {
        Assert.Equal((ParseOutcome.Complete, body.Length), Skip(body + "GET"));

        ChunkedBody inPieces = default;
        ParseOutcome outcome = ParseOutcome.NeedMore;
        foreach (char c in body)
            outcome = inPieces.Skip([(byte)c], Limit, out _);
        Assert.Equal(ParseOutcome.Complete, outcome);
    }

    [Theory]
    [InlineData("\r\n", HttpStatus.BadRequest)]
    [InlineData("g\r\n", HttpStatus.BadRequest)]
    [InlineData("-1\r\n", HttpStatus.BadRequest)]
    [InlineData("0x5\r\nhello\r\n", HttpStatus.BadRequest)]
    [InlineData("5\nhello\r\n", HttpStatus.BadRequest)]
    [InlineData("5 \r\nhello\r\n", HttpStatus.BadRequest)]
    [InlineData("5\r\nhello0\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("5\r\nhello\n0\r\n\r\n", HttpStatus.BadRequest)]
    [InlineData("5;a\nb\r\nhello\r\n", HttpStatus.BadRequest)]
    [InlineData("0\r\n\rx", HttpStatus.BadRequest)]
    [InlineData("0\r\nTrailer: x\n\r\n", HttpStatus.BadRequest)]
    [InlineData("00000000000000005\r\n", HttpStatus.BadRequest)]
    [InlineData("3E9\r\n", HttpStatus.ContentTooLarge)]
    [InlineData("FFFFFFFFFFFFFFFF\r\n", HttpStatus.ContentTooLarge)]
    public void Skip_WrongBody_IsRefused(string body, HttpStatus status)
    {
        ChunkedBody chunks = default;

        Assert.Equal(ParseOutcome.Failed, chunks.Skip(Encoding.Latin1.GetBytes(body), Limit, out _));
        Assert.Equal(status, chunks.Error);
    }

    [Fact]
    public void Skip_ManyChunks_CountTogether()
    {
        ChunkedBody chunks = default;
        byte[] chunk = Encoding.Latin1.GetBytes("1F4\r\n" + new string('x', 500) + "\r\n");

        Assert.Equal(ParseOutcome.NeedMore, chunks.Skip(chunk, Limit, out _));
        Assert.Equal(ParseOutcome.NeedMore, chunks.Skip(chunk, Limit, out _));
        Assert.Equal(ParseOutcome.Failed, chunks.Skip("1"u8, Limit, out _));
        Assert.Equal(HttpStatus.ContentTooLarge, chunks.Error);
    }

    [Fact]
    public void Skip_EndlessTrailer_IsRefused()
    {
        ChunkedBody chunks = default;

        Assert.Equal(ParseOutcome.Failed, chunks.Skip(Encoding.Latin1.GetBytes("0\r\nX: " + new string('y', 10_000)), Limit, out _));
        Assert.Equal(HttpStatus.RequestHeaderFieldsTooLarge, chunks.Error);
    }

    [Fact]
    public void Skip_AnyBytes_NeverThrowsNorOverruns() => Prop.ForAll<byte[]>(bytes =>
    {
        ChunkedBody chunks = default;
        chunks.Skip(bytes, Limit, out int consumed);
        Assert.InRange(consumed, 0, bytes.Length);
    }).QuickCheckThrowOnFailure();

    private static (ParseOutcome Outcome, int Consumed) Skip(string body)
    {
        ChunkedBody chunks = default;
        ParseOutcome outcome = chunks.Skip(Encoding.Latin1.GetBytes(body), Limit, out int consumed);
        return (outcome, consumed);
    }
}
