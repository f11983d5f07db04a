using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Shell.Editing;
using Xunit;

namespace Sabos.Apps.Tests.Shell;

public sealed class KeyDecoderTests
{
    [Theory]
    [InlineData("\r", "Enter")]
    [InlineData("\n", "Enter")]
    [InlineData("\r\n", "Enter")]
    [InlineData("\r\r\n\n", "Enter Enter Enter")]
    [InlineData("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F", "Up Down Right Left Home End")]
    [InlineData("\x1bOA\x1bOH", "Up Home")]
    [InlineData("\x1b[1~\x1b[3~\x1b[4~\x1b[7~\x1b[8~\x1b[5~", "Home Delete End Home End")]
    [InlineData("\x1b[1;5C", "Right")]
    [InlineData("\x01\x05\x02\x06\x10\x0E", "Home End Left Right Up Down")]
    [InlineData("\x03\x04\x15\x0B\x17\x0C\x08\x7F", "Interrupt EndOfInput KillToStart KillToEnd KillWord Redraw Backspace Backspace")]
    [InlineData("\x1b[12\x03", "Interrupt")]
    [InlineData("\x1b\x1b[A", "Up")]
    [InlineData("\x1bx\t\0", "")]
    public void TryDecode_ControlsAndSequences_AreKeys(string typed, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', Decode(Encoding.Latin1.GetBytes(typed)).Select(key => key.Kind)));

    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("grüße, €", "grüße, €")]
    [InlineData("a\U0001F600b", "ab")]
    public void TryDecode_Text_IsCharacters(string typed, string characters) =>
        Assert.Equal(characters, string.Concat(Decode(Encoding.UTF8.GetBytes(typed)).Select(key => key.Character)));

    [Fact]
    public void TryDecode_BrokenUtf8_LosesOnlyTheBroken() =>
        Assert.Equal("abcä", string.Concat(Decode([(byte)'a', 0xE2, 0x82, (byte)'b', 0xFF, (byte)'c', 0xC3, 0xC3, 0xA4]).Select(key => key.Character)));

    [Fact]
    public void TryDecode_AnyBytes_NeverThrowsAndRecovers() => Prop.ForAll<byte[]>(bytes =>
    {
        // Whatever came before, after a line's end a letter is a letter.
        List<Key> keys = Decode([.. bytes, (byte)'\r', (byte)'z']);
        Assert.Equal(new Key(KeyKind.Character, 'z'), keys[^1]);
    }).QuickCheckThrowOnFailure();

    private static List<Key> Decode(byte[] bytes)
    {
        KeyDecoder decoder = default;
        List<Key> keys = [];
        foreach (byte next in bytes)
        {
            if (decoder.TryDecode(next, out Key key))
                keys.Add(key);
        }

        return keys;
    }
}
