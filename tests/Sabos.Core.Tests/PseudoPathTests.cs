using System.Text;
using Sabos.Core.Files;
using Xunit;

namespace Sabos.Core.Tests;

public unsafe class PseudoPathTests
{
    [Theory]
    [InlineData("/proc/self/task/12/stat", 12)]
    [InlineData("/proc/self/task/0", 0)]
    [InlineData("/proc/self/task/7/", 7)]
    public void TryTakeNumber_ThreadsDirectory_GivesTheThread(string path, int expected)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(path + '\0'))
        {
            PseudoPath taken = new(bytes);

            Assert.True(taken.TryTake("/proc"u8) && taken.TryTake("/self"u8) && taken.TryTake("/task"u8));
            Assert.True(taken.TryTakeNumber(out int number));
            Assert.Equal(expected, number);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/x")]
    [InlineData("/12x")]
    [InlineData("12")]
    [InlineData("/-1")]
    [InlineData("/99999999999999999999")]
    public void TryTakeNumber_NoNumber_LeavesThePathAlone(string path)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(path + '\0'))
        {
            PseudoPath taken = new(bytes);

            Assert.False(taken.TryTakeNumber(out _));
            Assert.True(taken.Is(Encoding.ASCII.GetBytes(path.TrimEnd('/'))));
        }
    }

    [Fact]
    public void TryTake_PartOfAName_IsRefused()
    {
        fixed (byte* bytes = "/process\0"u8)
            Assert.False(new PseudoPath(bytes).TryTake("/proc"u8));
    }
}
