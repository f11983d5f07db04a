using System.IO;
using Sabos.Bench.Http;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class ClosedLoopTests
{
    [Fact]
    public void ResponseLength_WholeHead_CountsHeadAndBody() =>
        Assert.Equal(41 + 1024, ClosedLoop.ResponseLength("HTTP/1.1 200 OK\r\ncontent-length: 1024\r\n\r\nthe beginning"u8));

    [Fact]
    public void ResponseLength_PartOfTheHead_IsNotKnown() =>
        Assert.Null(ClosedLoop.ResponseLength("HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r"u8));

    [Fact]
    public void ResponseLength_NotInTheHead_Fails() =>
        Assert.Throws<IOException>(() => ClosedLoop.ResponseLength("HTTP/1.1 200 OK\r\n\r\n"u8));
}
