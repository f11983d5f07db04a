using System;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Sabos.Apps.Tests.Iperf3;

/// <summary>The conversation of iperf3, spoken by hand.</summary>
public sealed class Iperf3ServerTests
{
    private const sbyte ParameterExchange = 9;
    private const sbyte CreateStreams = 10;
    private const sbyte TestStart = 1;
    private const sbyte TestRunning = 2;
    private const sbyte TestEnd = 4;
    private const sbyte ExchangeResults = 13;
    private const sbyte DisplayResults = 14;
    private const sbyte Done = 16;
    private const sbyte AccessDenied = -1;
    private const sbyte ServerError = -2;

    [Fact]
    public async Task Test_OneStream_TellsTheBytesThatArrived()
    {
        await using LoopbackServer server = new(TimeProvider.System);
        using Socket control = await server.ConnectAsync('a');
        using Socket stream = await BeginWithStreamAsync(server, control);

        await stream.SendAsync(new byte[1000]);
        stream.Shutdown(SocketShutdown.Send);
        await ReadToEndAsync(stream, control);
        Assert.Equal(ExchangeResults, await ReadStateAsync(control));
        await SendJsonAsync(control, """{"streams":[]}""");

        Assert.Contains("\"id\":1,\"bytes\":1000,", await ReadJsonAsync(control), StringComparison.Ordinal);
        Assert.Equal(DisplayResults, await ReadStateAsync(control));
        await SendStateAsync(control, Done);
        Assert.Equal(0, await control.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Stream_IsReceivedFrom_ByCallsThatBlock()
    {
        // What blocks by the class library's own means allocates with every segment that arrives.
        await using LoopbackServer server = new(TimeProvider.System);
        using Socket control = await server.ConnectAsync('a');
        using Socket stream = await BeginWithStreamAsync(server, control);
        await stream.SendAsync(new byte[1000]);

        Assert.False(PeerDescriptor.IsNonBlocking(stream));
        Assert.True(PeerDescriptor.IsNonBlocking(control));
    }

    [Fact]
    public async Task Connect_WhileATestIsUnderWay_IsDenied()
    {
        await using LoopbackServer server = new(TimeProvider.System);
        using Socket control = await server.ConnectAsync('a');
        await BeginAsync(control, """{"parallel":2}""");

        using Socket other = await server.ConnectAsync('b');

        Assert.Equal(AccessDenied, await ReadStateAsync(other));
        Assert.Equal(0, await other.ReceiveAsync(new byte[1]));
        using Socket first = await server.ConnectAsync('a');
        using Socket second = await server.ConnectAsync('a');
        Assert.Equal(TestStart, await ReadStateAsync(control));
        Assert.Equal(TestRunning, await ReadStateAsync(control));
        using Socket third = await server.ConnectAsync('a');
        Assert.Equal(AccessDenied, await ReadStateAsync(third));
    }

    [Fact]
    public async Task Connect_AfterTheResultsOfTheLastTest_WaitsForItsGoodbye()
    {
        await using LoopbackServer server = new(TimeProvider.System);
        using Socket control = await server.ConnectAsync('a');
        using Socket stream = await BeginWithStreamAsync(server, control);
        await SendStateAsync(control, TestEnd);
        await ReadStateAsync(control);
        await SendJsonAsync(control, "{}");
        await ReadJsonAsync(control);
        Assert.Equal(DisplayResults, await ReadStateAsync(control));

        using Socket next = await server.ConnectAsync('b');
        await SendStateAsync(control, Done);

        await BeginAsync(next, "{}");
    }

    [Fact]
    public async Task Control_ClosedInTheMiddle_FreesTheServer()
    {
        await using LoopbackServer server = new(TimeProvider.System);
        using (Socket gone = await server.ConnectAsync('a'))
        {
            using Socket stream = await BeginWithStreamAsync(server, gone, """{"reverse":true}""");
            gone.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await gone.ReceiveAsync(new byte[1])); // the server has wound the test up
        }

        using Socket next = await server.ConnectAsync('b');
        await BeginAsync(next, "{}");
    }

    [Fact]
    public async Task Control_SilentClient_IsGivenUpInTime()
    {
        ManualTimeProvider time = new();
        await using LoopbackServer server = new(time);
        using Socket silent = await server.ConnectAsync('a');
        Assert.Equal(ParameterExchange, await ReadStateAsync(silent));

        Assert.Equal(0, await time.AdvanceUntilAsync(silent.ReceiveAsync(new byte[1])));
    }

    [Theory]
    [InlineData("""{"sctp":true}""", 18)]
    [InlineData("""{"parallel":1000}""", 6)]
    [InlineData("parallel", 114)]
    public async Task Parameters_ThatCannotBe_AreAnsweredByAnError(string json, int error)
    {
        await using LoopbackServer server = new(TimeProvider.System);
        using Socket control = await server.ConnectAsync('a');
        Assert.Equal(ParameterExchange, await ReadStateAsync(control));

        await SendJsonAsync(control, json);

        Assert.Equal(ServerError, await ReadStateAsync(control));
        Assert.Equal(error, BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(control, 4)));
        Assert.Equal(0, BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(control, 4)));
        Assert.Equal(0, await control.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Parameters_LongerThanAllowed_EndTheTest()
    {
        await using LoopbackServer server = new(TimeProvider.System);
        using Socket control = await server.ConnectAsync('a');
        Assert.Equal(ParameterExchange, await ReadStateAsync(control));

        await control.SendAsync(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF });

        Assert.Equal(0, await control.ReceiveAsync(new byte[1]));
    }

    private static async Task BeginAsync(Socket control, string parameters)
    {
        Assert.Equal(ParameterExchange, await ReadStateAsync(control));
        await SendJsonAsync(control, parameters);
        Assert.Equal(CreateStreams, await ReadStateAsync(control));
    }

    private static async Task<Socket> BeginWithStreamAsync(LoopbackServer server, Socket control, string parameters = "{}")
    {
        await BeginAsync(control, parameters);
        Socket stream = await server.ConnectAsync('a');
        Assert.Equal(TestStart, await ReadStateAsync(control));
        Assert.Equal(TestRunning, await ReadStateAsync(control));
        return stream;
    }

    // The server has read everything before our FIN once its own comes, and that it sends because the test has ended.
    private static async Task ReadToEndAsync(Socket stream, Socket control)
    {
        await SendStateAsync(control, TestEnd);
        Assert.Equal(0, await stream.ReceiveAsync(new byte[1]));
    }

    private static async Task<sbyte> ReadStateAsync(Socket control) => (sbyte)(await ReadAsync(control, 1))[0];

    private static async Task SendStateAsync(Socket control, sbyte state) => await control.SendAsync(new[] { (byte)state });

    private static async Task SendJsonAsync(Socket control, string json)
    {
        byte[] message = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, json.Length);
        Encoding.ASCII.GetBytes(json, message.AsSpan(4));
        await control.SendAsync(message);
    }

    private static async Task<string> ReadJsonAsync(Socket control)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(control, 4));
        return Encoding.ASCII.GetString(await ReadAsync(control, length));
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int length)
    {
        byte[] bytes = new byte[length];
        int count = 0;
        while (count < length)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(count));
            Assert.NotEqual(0, received);
            count += received;
        }

        return bytes;
    }
}
