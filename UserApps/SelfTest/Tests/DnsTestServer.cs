using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>
/// A name server on the loopback that knows one name (RFC 1035). To every question it sends first an answer that a resolver must not
/// believe, with another id, and then the right one.
/// </summary>
internal sealed class DnsTestServer : IAsyncDisposable
{
    public const string KnownName = "known.sabos.test";
    public const string UnknownName = "unknown.sabos.test";

    private const int HeaderLength = 12;
    private const int TypeA = 1;

    private readonly CancellationTokenSource _stop = new();
    private readonly UdpClient _socket;
    private readonly Task _serving;

    public DnsTestServer(IPAddress address)
    {
        _socket = new UdpClient(new IPEndPoint(address, 0));
        _serving = ServeAsync();
    }

    public static IPAddress KnownAddress { get; } = new([192, 0, 2, 77]);

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <summary>The ids of the questions, in their order.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>The ports the questions came from, in their order.</summary>
    public List<int> Ports { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    /// <summary>The right answer to <paramref name="question"/>, or null if it is not a question of the standard kind.</summary>
    public static byte[]? Answer(ReadOnlySpan<byte> question)
    {
        // RFC 1035, 4.1.1: one question, QR clear, opcode 0.
        if (question.Length < HeaderLength || (question[2] & 0xF8) != 0 || BinaryPrimitives.ReadUInt16BigEndian(question[4..]) != 1
            || !TryReadName(question, out string name, out int end) || question.Length < end + 4)
        {
            return null;
        }

        bool isKnown = name == KnownName;
        bool hasAnswer = isKnown && BinaryPrimitives.ReadUInt16BigEndian(question[end..]) == TypeA;
        byte[] answer = new byte[end + 4 + (hasAnswer ? 16 : 0)];
        question[..(end + 4)].CopyTo(answer);

        // QR, AA, RD as asked, RA; RCODE 3 for a name that does not exist (RFC 1035, 4.1.1).
        answer[2] = (byte)(0x84 | (question[2] & 1));
        answer[3] = (byte)(0x80 | (isKnown ? 0 : 3));
        answer.AsSpan(6, 6).Clear();
        if (hasAnswer)
        {
            answer[7] = 1;
            Span<byte> record = answer.AsSpan(end + 4);

            // A pointer to the name in the question; type A, class IN, 60 seconds, 4 bytes (RFC 1035, 4.1.3 and 4.1.4).
            ReadOnlySpan<byte> fields = [0xC0, HeaderLength, 0, TypeA, 0, 1, 0, 0, 0, 60, 0, 4];
            fields.CopyTo(record);
            KnownAddress.TryWriteBytes(record[12..], out _);
        }

        return answer;
    }

    private static bool TryReadName(ReadOnlySpan<byte> message, out string name, out int end)
    {
        name = "";
        end = HeaderLength;
        while (end < message.Length && message[end] != 0)
        {
            int length = message[end];
            if (length > 63 || end + 1 + length >= message.Length)
                return false;

            // Resolvers may mix cases in the question (draft-vixie-dnsext-dns0x20): names compare without case.
            string label = System.Text.Encoding.ASCII.GetString(message.Slice(end + 1, length));
#pragma warning disable CA1308 // The known name is written in lower case.
            name += (name.Length == 0 ? "" : ".") + label.ToLowerInvariant();
#pragma warning restore CA1308
            end += 1 + length;
        }

        end++;
        return end <= message.Length;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            UdpReceiveResult received = await _socket.ReceiveAsync(_stop.Token).ConfigureAwait(false);
            if (Answer(received.Buffer) is not byte[] answer)
                continue;

            Ids.Add(BinaryPrimitives.ReadUInt16BigEndian(answer));
            Ports.Add(received.RemoteEndPoint.Port);
            byte[] forged = (byte[])answer.Clone();
            forged[0] ^= 0x55;
            forged[^1] ^= 0xFF;
            await _socket.SendAsync(forged, received.RemoteEndPoint, _stop.Token).ConfigureAwait(false);
            await _socket.SendAsync(answer, received.RemoteEndPoint, _stop.Token).ConfigureAwait(false);
        }
    }
}
