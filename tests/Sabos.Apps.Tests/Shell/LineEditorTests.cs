using System;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Shell.Editing;
using Xunit;

namespace Sabos.Apps.Tests.Shell;

public sealed class LineEditorTests
{
    private const string Prompt = "> ";

    private readonly LineEditor _editor = new();
    private readonly StringBuilder _output = new();

    [Theory]
    [InlineData("abc\x7F", "ab", 2)]
    [InlineData("abc\x1b[D\x1b[DX", "aXbc", 2)]
    [InlineData("abc\x01X\x05Y", "XabcY", 5)]
    [InlineData("abc\x1b[D\x1b[3~", "ab", 2)]
    [InlineData("abc\x01\x04", "bc", 0)]
    [InlineData("one two  \x17", "one ", 4)]
    [InlineData("one two\x1b[D\x1b[D\x15", "wo", 0)]
    [InlineData("one two\x1b[D\x1b[D\x0B", "one t", 5)]
    [InlineData("\x7F\x17\x15\x0B\x1b[D\x1b[C\x1b[A\x1b[B", "", 0)]
    public void Apply_Keys_EditTheLine(string typed, string text, int cursor)
    {
        Screen screen = Begin(40);
        Type(typed);
        screen.Show(_output);

        Assert.Equal(text, _editor.Text);
        Assert.Equal((Prompt + text).TrimEnd(), screen.Line);
        Assert.Equal(Prompt.Length + cursor, screen.Cursor);
    }

    [Fact]
    public void Apply_TypingAtTheEnd_EchoesJustThat()
    {
        Begin(40);
        _output.Clear();
        Type("ab\x7F");

        Assert.Equal("ab\b \b", _output.ToString());
    }

    [Fact]
    public void Apply_UpAndDown_WalkTheHistoryAndBack()
    {
        foreach (string line in new[] { "first", "second", "second", "  " })
        {
            Begin(40);
            Assert.Equal(EditOutcome.Completed, Type(line + "\r"));
        }

        Begin(40);
        Type("draft\x1b[A");
        Assert.Equal("second", _editor.Text);
        Type("\x1b[A");
        Assert.Equal("first", _editor.Text);
        Type("\x1b[A");
        Assert.Equal("first", _editor.Text);
        Type("\x1b[B\x1b[B\x1b[B");
        Assert.Equal("draft", _editor.Text);
    }

    [Fact]
    public void Apply_ControlD_EndsOnlyAnEmptyLine()
    {
        Begin(40);

        Assert.Equal(EditOutcome.Editing, Type("a\x04"));
        Assert.Equal(EditOutcome.Ended, Type("\x7F\x04"));
    }

    [Fact]
    public void Apply_ControlC_GivesTheLineUp()
    {
        Begin(40);

        Assert.Equal(EditOutcome.Interrupted, Type("abc\x03"));
        Assert.EndsWith("^C\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WithoutEcho_ShowsOnlyThePrompt()
    {
        _editor.Begin(Prompt, 40, echo: false, _output);

        Assert.Equal(EditOutcome.Completed, Type("abc\x7F\x1b[Dx\r"));
        Assert.Equal("axb", _editor.Text);
        Assert.Equal(Prompt, _output.ToString());
    }

    [Fact]
    public void Apply_EndlessLine_IsLimitedAndTheBellTells()
    {
        Begin(40);
        Type(new string('x', 1024));
        Assert.DoesNotContain('\a', _output.ToString());

        Type("yy");
        Assert.Equal(1024, _editor.Text.Length);
        Assert.EndsWith("x\a\a", _output.ToString().Replace("\x1b[K", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Whatever is typed, the terminal shows a window of the line with the cursor where the next character goes.</summary>
    [Fact]
    public void Apply_AnyKeys_ScreenAgreesWithTheLine() => Prop.ForAll<byte[]>(choice =>
    {
        string[] keys = ["a", "b", " ", "longer text ", "\x7F", "\x1b[D", "\x1b[C", "\x1b[3~", "\x01", "\x05", "\x15", "\x0B", "\x17", "\x0C", "\x1b[A", "\x1b[B"];
        LineEditor editor = new();
        Screen screen = new(24);
        editor.Begin(Prompt, 24, echo: true, _output);
        screen.Show(_output);
        foreach (byte each in choice)
        {
            Type(editor, keys[each % keys.Length]);
            screen.Show(_output);
        }

        string shown = screen.Line.Length > Prompt.Length ? screen.Line[Prompt.Length..] : "";
        Assert.Contains(shown, editor.Text, StringComparison.Ordinal);

        // A mark typed now appears at the cursor, on the screen as in the text.
        int cursor = screen.Cursor;
        Type(editor, "|");
        screen.Show(_output);
        int mark = screen.Line.IndexOf('|', StringComparison.Ordinal);
        Assert.InRange(mark, cursor - 1, cursor);
        Assert.Equal(screen.Cursor - 1, mark);
        Assert.Contains(screen.Line[Prompt.Length..], editor.Text, StringComparison.Ordinal);
    }).QuickCheckThrowOnFailure();

    private Screen Begin(int columns)
    {
        _editor.Begin(Prompt, columns, echo: true, _output);
        return new Screen(columns);
    }

    private EditOutcome Type(string typed) => Type(_editor, typed);

    private EditOutcome Type(LineEditor editor, string typed)
    {
        KeyDecoder decoder = default;
        EditOutcome outcome = EditOutcome.Editing;
        foreach (byte next in Encoding.UTF8.GetBytes(typed))
        {
            if (decoder.TryDecode(next, out Key key))
                outcome = editor.Apply(key, _output);
        }

        return outcome;
    }
}
