using Sabos.Shell;
using Xunit;

namespace Sabos.Apps.Tests.Shell;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  \t ", "")]
    [InlineData("ping  -c 4\thost ", "ping|-c|4|host")]
    [InlineData("echo 'a  b' \"c 'd\" e'f'g", "echo|a  b|c 'd|efg")]
    [InlineData("echo '' \"\"", "echo||")]
    [InlineData("echo a\\ b \\\\ \"\\\"\" '\\'", "echo|a b|\\|\"|\\")]
    public void Split_Line_GivesWords(string line, string words) => Assert.Equal(words, string.Join('|', CommandLine.Split(line)));

    [Theory]
    [InlineData("echo 'a")]
    [InlineData("echo \"a")]
    public void Split_OpenQuote_IsAnError(string line) => Assert.Throws<UsageException>(() => CommandLine.Split(line));
}
