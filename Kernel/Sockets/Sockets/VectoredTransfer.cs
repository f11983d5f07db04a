using System;
using System.Buffers;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// Messages in several buffers. With one buffer, as nearly always, it is passed through; with more, the message is put together in, or
/// spread from, one of the pool's: a datagram must be one piece, and a stream loses little.
/// </summary>
internal static unsafe class VectoredTransfer
{
    private const int LargestGather = 65_536;

    public static PalError Send(SocketObject socket, ReadOnlySpan<IoVector> vectors, MessageFlags flags, IpEndpoint? remote, out int sent)
    {
        if (vectors.Length == 1)
            return socket.Send(Slice(vectors[0], int.MaxValue), flags, remote, out sent);

        int total = Total(vectors);
        if (socket.Kind == SocketKind.Stream)
            total = Math.Min(total, LargestGather);

        byte[] gathered = ArrayPool<byte>.Shared.Rent(total);
        try
        {
            int length = 0;
            foreach (IoVector vector in vectors)
            {
                Span<byte> piece = Slice(vector, total - length);
                piece.CopyTo(gathered.AsSpan(length));
                length += piece.Length;
            }

            return socket.Send(gathered.AsSpan(0, length), flags, remote, out sent);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(gathered);
        }
    }

    public static PalError Receive(SocketObject socket, ReadOnlySpan<IoVector> vectors, MessageFlags flags, out ReceivedMessage message)
    {
        if (vectors.Length == 1)
            return socket.Receive(Slice(vectors[0], int.MaxValue), flags, out message);

        int room = Math.Min(Total(vectors), LargestGather);
        byte[] gathered = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            PalError error = socket.Receive(gathered.AsSpan(0, room), flags, out message);
            ReadOnlySpan<byte> rest = gathered.AsSpan(0, message.Length);
            foreach (IoVector vector in vectors)
            {
                Span<byte> piece = Slice(vector, rest.Length);
                rest[..piece.Length].CopyTo(piece);
                rest = rest[piece.Length..];
            }

            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(gathered);
        }
    }

    // SAFETY: the caller of the export vouches for each vector.
    private static Span<byte> Slice(in IoVector vector, int limit) => new(vector.Base, (int)nuint.Min(vector.Count, (nuint)limit));

    private static int Total(ReadOnlySpan<IoVector> vectors)
    {
        nuint total = 0;
        foreach (IoVector vector in vectors)
            total += nuint.Min(vector.Count, int.MaxValue);
        return (int)nuint.Min(total, (nuint)Array.MaxLength);
    }
}
