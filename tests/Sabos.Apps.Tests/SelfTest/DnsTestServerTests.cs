using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Sabos.SelfTest.Tests;
using Xunit;

namespace Sabos.Apps.Tests.SelfTest;

public sealed class DnsTestServerTests
{
    [Fact]
    public async Task Ask_KnownName_SendsAForgeryAndThenTheAnswer()
    {
        await using DnsTestServer server = new(IPAddress.Loopback);
        using UdpClient client = new(AddressFamily.InterNetwork);
        client.Connect(server.EndPoint);
        byte[] question = Question("Known.SABOS.test", type: 1);
        await client.SendAsync(question);

        byte[] forged = (await client.ReceiveAsync()).Buffer;
        byte[] answer = (await client.ReceiveAsync()).Buffer;

        Assert.NotEqual(question[..2], forged[..2]);
        Assert.Equal(question[..2], answer[..2]);
        Assert.Equal(question[12..], answer[12..question.Length]);
        Assert.Equal([0x84 | 1, 0x80, 0, 1, 0, 1], answer[2..8]);
        Assert.Equal(DnsTestServer.KnownAddress.GetAddressBytes(), answer[^4..]);
        Assert.Equal(0x1234, Assert.Single(server.Ids));
    }

    [Fact]
    public void Answer_UnknownName_IsNameError()
    {
        byte[] answer = DnsTestServer.Answer(Question("unknown.sabos.test", type: 1))!;

        Assert.Equal(3, answer[3] & 15);
        Assert.Equal(0, answer[7]);
    }

    [Fact]
    public void Answer_KnownNameOfAnotherType_IsEmpty()
    {
        byte[] answer = DnsTestServer.Answer(Question(DnsTestServer.KnownName, type: 28))!;

        Assert.Equal(0, answer[3] & 15);
        Assert.Equal(0, answer[7]);
    }

    [Fact]
    public void Answer_AnyBytes_NeverThrows() => Prop.ForAll<byte[]>(bytes =>
    {
        DnsTestServer.Answer(bytes);
        DnsTestServer.Answer([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. bytes]);
    }).QuickCheckThrowOnFailure();

    private static byte[] Question(string name, byte type) =>
    [
        0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
        .. name.Split('.').SelectMany(label => new[] { (byte)label.Length }.Concat(label.Select(c => (byte)c))), 0,
        0, type, 0, 1,
    ];
}
