using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Transfer;
using Xunit;

namespace Sabos.Apps.Tests.Transfer;

public sealed class TransferTests
{
    [Fact]
    public void Sha256_AnyBytesInAnyPieces_IsWhatTheClassLibrarySays() =>
        Prop.ForAll<byte[], byte>((bytes, piece) =>
        {
            Sha256 digest = new();
            for (int i = 0; i < bytes.Length; i += piece + 1)
                digest.Append(bytes.AsSpan(i, Math.Min(piece + 1, bytes.Length - i)));
            return digest.Finish().AsSpan().SequenceEqual(SHA256.HashData(bytes));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000_000)]
    public void Sha256_OfLength_IsWhatTheClassLibrarySays(int length)
    {
        byte[] bytes = new byte[length];
        Sha256 digest = new();
        digest.Append(bytes);

        Assert.Equal(SHA256.HashData(bytes), digest.Finish());
    }

    [Fact]
    public void KnownStream_InAnyPieces_IsTheSame() =>
        Prop.ForAll<PositiveInt, ulong>((piece, seed) =>
        {
            byte[] whole = new byte[100];
            new KnownStream(seed).Fill(whole);
            byte[] pieces = new byte[100];
            KnownStream again = new(seed);
            for (int i = 0; i < 100; i += piece.Get)
                again.Fill(pieces.AsSpan(i, Math.Min(piece.Get, 100 - i)));
            return whole.AsSpan().SequenceEqual(pieces);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("stream")]
    [InlineData("stream -1 2")]
    [InlineData("stream 1 2 3")]
    [InlineData("echo 1")]
    [InlineData("call here echo")]
    [InlineData("call 10.0.0.1 echo")]
    [InlineData("call 10.0.0.1:7 call 10.0.0.1:7 echo")]
    public void Request_Malformed_IsNone(string line) => Assert.Null(TransferRequest.Parse(line));

    [Theory]
    [InlineData("echo")]
    [InlineData("stream 1000000 42")]
    [InlineData("call 10.0.0.1:7 stream 0 0")]
    public void Request_WrittenThenParsed_IsTheSame(string line) => Assert.Equal(line, TransferRequest.Parse(line)!.ToString());

    [Fact]
    public async Task Server_Stream_SendsItsOwnAndDigestsTheOther()
    {
        using Running server = new();
        byte[] sent = RandomNumberGenerator.GetBytes(300_000);

        byte[] received = await server.AskAsync("stream 200000 5\n", sent);

        byte[] expected = new byte[200_000];
        new KnownStream(5).Fill(expected);
        Assert.Equal(expected, received[..200_000]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent)), Encoding.ASCII.GetString(received[200_000..]));
    }

    [Fact]
    public async Task Server_Echo_SendsBackWhatItGets()
    {
        using Running server = new();
        byte[] sent = RandomNumberGenerator.GetBytes(300_000);

        Assert.Equal(sent, await server.AskAsync("echo\n", sent));
    }

    [Fact]
    public async Task Server_Call_DoesOnAConnectionOfItsOwnWhatIsAskedFor()
    {
        using Running server = new();
        using Socket callee = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        callee.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        callee.Listen();

        Assert.Empty(await server.AskAsync($"call {callee.LocalEndPoint} stream 10 7\n", []));
        using Socket called = await callee.AcceptAsync();
        byte[] received = await Running.ExchangeAsync(called, "abc"u8.ToArray());

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("abc"u8)), Encoding.ASCII.GetString(received[10..]));
    }

    [Fact]
    public async Task Server_NoRequest_IsAnsweredSo()
    {
        using Running server = new();

        Assert.Equal("the request is not understood\n", Encoding.ASCII.GetString(await server.AskAsync("sing\n", [])));
    }

    private sealed class Running : IDisposable
    {
        private readonly TransferServer _server = new(new TransferServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }, TimeProvider.System);

        public Running()
        {
            _server.Start();
            _ = _server.RunAsync(default);
        }

        public static async Task<byte[]> ExchangeAsync(Socket socket, byte[] toSend)
        {
            using NetworkStream stream = new(socket);
            using System.IO.MemoryStream received = new();
            Task receiving = stream.CopyToAsync(received);
            await stream.WriteAsync(toSend);
            socket.Shutdown(SocketShutdown.Send);
            await receiving;
            return received.ToArray();
        }

        public async Task<byte[]> AskAsync(string request, byte[] toSend)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(_server.EndPoint);
            await socket.SendAsync(Encoding.ASCII.GetBytes(request));
            return await ExchangeAsync(socket, toSend);
        }

        public void Dispose() => _server.Dispose();
    }
}
