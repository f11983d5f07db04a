using Sabos.Shell.Terminals;
using Xunit;

namespace Sabos.Apps.Tests.Shell;

public sealed class TerminalInputTests
{
    [Fact]
    public void ReadLine_EditedLine_IsWhatIsLeftOfItAndEchoed()
    {
        ScriptedTerminal terminal = new("abx\x7f" + "c\rnext\r", ends: true);
        using TerminalInput input = new(terminal);

        Assert.Equal("abc", input.ReadLine());
        Assert.Equal("next", input.ReadLine());
        Assert.Null(input.ReadLine());
        Assert.EndsWith("next\r\n", terminal.Shown, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Characters_EndWithALineFeed()
    {
        using TerminalInput input = new(new ScriptedTerminal("ab\rcd\rlast\r", ends: true));

        Assert.Equal('a', input.Peek());
        Assert.Equal('a', input.Read());
        Assert.Equal("b", input.ReadLine());
        Assert.Equal('c', input.Read());
        Assert.Equal('d', input.Read());
        Assert.Equal('\n', input.Read());
        Assert.Equal("last\n", input.ReadToEnd());
    }

    [Fact]
    public void Read_Block_DoesNotWaitForTheNextLine()
    {
        using TerminalInput input = new(new ScriptedTerminal("ab\r", ends: false));
        char[] buffer = new char[16];

        Assert.Equal(3, input.Read(buffer, 0, buffer.Length));
        Assert.Equal("ab\n", new string(buffer, 0, 3));
    }
}
