using System;
using System.Buffers;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Telnetd;
using Xunit;

namespace Sabos.Apps.Tests.Telnetd;

public sealed class TelnetProtocolTests
{
    private readonly TelnetProtocol _protocol = new();

    [Fact]
    public void Begin_AsksForCharacterModeAndWindowSize() => Assert.Equal([255, 251, 1, 255, 251, 3, 255, 253, 3, 255, 253, 31], Begin());

    [Fact]
    public void Receive_AgreementToWhatWasAsked_IsNotAnswered()
    {
        Begin();

        Assert.Empty(Receive([255, 253, 1, 255, 253, 3, 255, 251, 3, 255, 251, 31]).Replies);
        Assert.True(_protocol.Echo);
    }

    [Fact]
    public void Receive_EchoRefused_LeavesEchoingToTheClient()
    {
        Begin();

        Assert.Empty(Receive([255, 254, 1]).Replies);
        Assert.False(_protocol.Echo);
    }

    [Theory]
    [InlineData(251, 24, 254)]
    [InlineData(251, 1, 254)]
    [InlineData(253, 24, 252)]
    [InlineData(253, 31, 252)]
    [InlineData(253, 6, 252)]
    public void Receive_UnknownOption_IsRefusedOnce(byte verb, byte option, byte answer)
    {
        Begin();

        Assert.Equal([255, answer, option], Receive([255, verb, option]).Replies);
        Assert.Empty(Receive([255, (byte)(verb + 1), option]).Replies);
    }

    [Theory]
    [InlineData("ab\r\0c\r\nd", "ab\rc\rd")]
    [InlineData("\ra", "\ra")]
    [InlineData("\r\r\n", "\r\r")]
    [InlineData("a\nb\0c", "a\nb\0c")]
    [InlineData("x\xFF\xFFy", "x\xFFy")]
    [InlineData("\xFF\xF4\xFF\xF3\xFF\xF7\xFF\xF8", "\x03\x03\x7F\x15")]
    [InlineData("a\xFF\xF1\xFF\xF2\xFF\xF5\xFF\xF9\xFF\x01z", "az")]
    public void Receive_Data_IsDecoded(string received, string data)
    {
        Assert.Equal(data, Encoding.Latin1.GetString(Receive(Encoding.Latin1.GetBytes(received)).Data));
    }

    [Fact]
    public void Receive_AreYouThere_IsAnswered() => Assert.Equal("\r\n[yes]\r\n"u8.ToArray(), Receive([255, 246]).Replies);

    [Theory]
    [InlineData(0, 132, 132)]
    [InlineData(0, 0, 80)]
    [InlineData(0, 1, 20)]
    [InlineData(0xFE, 0xFE, 1000)]
    public void Receive_WindowSize_SetsColumns(byte high, byte low, int columns)
    {
        Begin();
        Receive([255, 251, 31, 255, 250, 31, high, low, 0, 24, 255, 240]);

        Assert.Equal(columns, _protocol.Columns);
    }

    [Fact]
    public void Receive_WindowSizeOf255_IsUnescaped()
    {
        Begin();
        Receive([255, 251, 31, 255, 250, 31, 0, 255, 255, 0, 24, 255, 240, (byte)'x']);

        Assert.Equal(255, _protocol.Columns);
    }

    [Fact]
    public void Receive_WindowSizeNotAgreed_IsIgnored()
    {
        Receive([255, 250, 31, 0, 132, 0, 24, 255, 240]);

        Assert.Equal(80, _protocol.Columns);
    }

    [Fact]
    public void Receive_EndlessSubnegotiation_IsDroppedAndEnds()
    {
        byte[] flood = [255, 250, 31, .. Enumerable.Repeat((byte)7, 10_000), 255, 240, (byte)'x'];

        Assert.Equal("x"u8.ToArray(), Receive(flood).Data);
    }

    [Fact]
    public void Receive_InPieces_GivesTheSameAsAtOnce() => Prop.ForAll<byte[], byte>((choice, step) =>
    {
        byte[] input = Provoke(choice);
        (byte[] data, byte[] replies) = Receive(new TelnetProtocol(), input);

        TelnetProtocol inPieces = new();
        (byte[] Data, byte[] Replies)[] pieces = [.. input.Chunk(1 + (step % 8)).Select(piece => Receive(inPieces, piece))];

        Assert.Equal(data, pieces.SelectMany(piece => piece.Data));
        Assert.Equal(replies, pieces.SelectMany(piece => piece.Replies));
        Assert.InRange(data.Length, 0, input.Length);
        Assert.InRange(replies.Length, 0, 5 * input.Length);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("plain\r\n", "plain\r\n")]
    [InlineData("\rredrawn", "\r\0redrawn")]
    [InlineData("end\r", "end\r\0")]
    [InlineData("\r\r\n", "\r\0\r\n")]
    [InlineData("a\xFF" + "b\xFF", "a\xFF\xFF" + "b\xFF\xFF")]
    public void Encode_SpecialBytes_AreEscaped(string text, string encoded)
    {
        ArrayBufferWriter<byte> output = new();
        TelnetEncoder.Encode(Encoding.Latin1.GetBytes(text), output);

        Assert.Equal(encoded, Encoding.Latin1.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Encode_AnyText_IsReadBackByTheProtocol() => Prop.ForAll<byte[]>(text =>
    {
        ArrayBufferWriter<byte> encoded = new();
        TelnetEncoder.Encode(text, encoded);

        // What a reader of the network virtual terminal makes of CR LF is a line's end, here CR.
        string expected = Encoding.Latin1.GetString(text).Replace("\r\n", "\r", StringComparison.Ordinal);
        Assert.Equal(expected, Encoding.Latin1.GetString(Receive(new TelnetProtocol(), encoded.WrittenSpan).Data));
    }).QuickCheckThrowOnFailure();

    // Random bytes among which the protocol's own are frequent.
    private static byte[] Provoke(byte[] choice)
    {
        ReadOnlySpan<byte> own = [255, 255, 255, 251, 252, 253, 254, 250, 240, 1, 3, 31, 24, 246, 13, 10];
        byte[] input = new byte[choice.Length];
        for (int i = 0; i < choice.Length; i++)
            input[i] = choice[i] < 200 ? own[choice[i] % own.Length] : choice[i];
        return input;
    }

    private static (byte[] Data, byte[] Replies) Receive(TelnetProtocol protocol, ReadOnlySpan<byte> input)
    {
        ArrayBufferWriter<byte> data = new();
        ArrayBufferWriter<byte> replies = new();
        protocol.Receive(input, data, replies);
        return (data.WrittenSpan.ToArray(), replies.WrittenSpan.ToArray());
    }

    private byte[] Begin()
    {
        ArrayBufferWriter<byte> replies = new();
        _protocol.Begin(replies);
        return replies.WrittenSpan.ToArray();
    }

    private (byte[] Data, byte[] Replies) Receive(ReadOnlySpan<byte> input) => Receive(_protocol, input);
}
