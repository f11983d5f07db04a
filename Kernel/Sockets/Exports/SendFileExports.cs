using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Exports;

/// <summary>sendfile(2) from a file of the core to a socket of ours.</summary>
internal static unsafe class SendFileExports
{
    private const int ChunkSize = 65_536;

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_SendFile")]
    private static PalError SendFile(nint handle, nint file, long offset, long count, long* sent)
    {
        try
        {
            *sent = 0;
            if (!Edge.TryFind(handle, out SocketObject? socket, out PalError error))
                return error;

            if (offset < 0 || count < 0)
                return PalError.EINVAL;

            byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
            try
            {
                error = Copy(socket, file, offset, count, buffer.AsSpan(0, ChunkSize), out *sent);
                return *sent > 0 ? PalError.Success : error;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    private static PalError Copy(SocketObject socket, nint file, long offset, long count, Span<byte> buffer, out long sent)
    {
        sent = 0;
        while (sent < count)
        {
            int wanted = (int)Math.Min(buffer.Length, count - sent);
            int read;

            // SAFETY: the buffer is pinned for the call and has room for what is asked.
            fixed (byte* start = buffer)
                read = RealPlatform.PRead(file, start, wanted, offset + sent);
            if (read < 0)
                return PalError.EIO;
            if (read == 0)
                return PalError.Success;

            PalError error = socket.Send(buffer[..read], MessageFlags.None, null, out int taken);
            sent += taken;
            if (error != PalError.Success || taken < read)
                return error;
        }

        return PalError.Success;
    }
}
