using System;
using System.Runtime.CompilerServices;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The calls, as the exports make them. Each takes the lock by itself; those that can, block.</summary>
internal abstract partial class SocketObject
{
    public PalError Bind(IpEndpoint local, bool reuseAddress)
    {
        if (!Accepts(local.Address))
            return PalError.EINVAL;
        using (Enter())
            return TryBind(local, reuseAddress);
    }

    public PalError Listen(int backlog)
    {
        using (Enter())
            return TryListen(backlog);
    }

    /// <summary>Accepts a connection, and tells its peer. EAGAIN: none in time.</summary>
    public PalError Accept(out SocketObject? accepted, out IpEndpoint peer)
    {
        BlockedCall call = new(this, MessageFlags.None, ReceiveTimeout);
        while (true)
        {
            using (Enter())
            {
                PalError result = TryAccept(out accepted);
                peer = accepted?.RemoteEndpoint ?? default;
                if (!call.MustWait(result == PalError.EAGAIN))
                    return result;
            }

            call.Wait();
        }
    }

    /// <summary>Connects; null takes the peer away. EINPROGRESS: not done yet, in non-blocking mode or within the timeout.</summary>
    public PalError Connect(IpEndpoint? remote)
    {
        if (remote is { } endpoint && !Accepts(endpoint.Address))
            return PalError.ENETUNREACH;

        BlockedCall call = new(this, MessageFlags.None, SendTimeout);
        bool begun = false;
        while (true)
        {
            using (Loop.Enter())
            {
                PalError result = begun ? TryFinishConnect() : TryConnect(remote);
                begun = true;
                if (!call.MustWait(result == PalError.EINPROGRESS))
                    return result;
            }

            call.Wait();
        }
    }

    /// <summary>Receives into one buffer, for who asks for no more than how many bytes. EAGAIN: nothing in time.</summary>
    public PalError Receive(Span<byte> destination, MessageFlags flags, out int received)
    {
        if (!NonBlocking)
            return ReceiveWaiting(destination, flags, out received);

        using (Loop.EnterToRead())
            return TryReceive(destination, flags, out received);
    }

    /// <summary>Receives into one buffer. EAGAIN: nothing in time.</summary>
    public PalError Receive(Span<byte> destination, MessageFlags flags, out ReceivedMessage message)
    {
        BlockedCall call = new(this, flags, ReceiveTimeout);
        while (true)
        {
            using (Loop.EnterToRead())
            {
                PalError result = TryReceive(destination, flags, out message);
                if (!call.MustWait(result == PalError.EAGAIN))
                    return result;
            }

            call.Wait();
        }
    }

    /// <summary>Sends. In blocking mode a stream takes everything, unless the time is over: then what it took, or EAGAIN if that is nothing.</summary>
    public PalError Send(ReadOnlySpan<byte> source, MessageFlags flags, IpEndpoint? remote, out int sent)
    {
        sent = 0;
        if (remote is { } endpoint && !Accepts(endpoint.Address))
            return PalError.ENETUNREACH;

        if (NonBlocking)
        {
            using (Loop.EnterForData())
            {
                PalError result = TrySend(source, flags, remote, out sent);
                return sent > 0 ? PalError.Success : result;
            }
        }

        BlockedCall call = new(this, flags, SendTimeout);
        while (true)
        {
            using (Loop.EnterForData())
            {
                PalError result = TrySend(source[sent..], flags, remote, out int accepted);
                sent += accepted;
                bool incomplete = result == PalError.EAGAIN || (result == PalError.Success && sent < source.Length);
                if (!call.MustWait(incomplete))
                    return sent > 0 ? PalError.Success : result;
            }

            call.Wait();
        }
    }

    public PalError Shutdown(ShutdownDirection direction)
    {
        using (Enter())
        {
            Readiness before = Readiness;
            PalError result = TryShutdown(direction);
            OnReady(Readiness & ~before);
            return result;
        }
    }

    /// <summary>Ends the connection at once, or takes the peer away; callers blocked on the socket return.</summary>
    public PalError Disconnect()
    {
        using (Enter())
        {
            PalError result = TryDisconnect();
            OnReady(Readiness.Readable | Readiness.Writable | Readiness.Error);
            return result;
        }
    }

    // Apart, because who does not wait should not clear room for a message.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PalError ReceiveWaiting(Span<byte> destination, MessageFlags flags, out int received)
    {
        PalError result = Receive(destination, flags, out ReceivedMessage message);
        received = message.Length;
        return result;
    }

    protected abstract PalError TryBind(IpEndpoint local, bool reuseAddress);

    protected virtual PalError TryListen(int backlog) => PalError.ENOTSUP;

    protected virtual PalError TryAccept(out SocketObject? accepted)
    {
        accepted = null;
        return PalError.ENOTSUP;
    }

    protected abstract PalError TryConnect(IpEndpoint? remote);

    /// <summary>How a connect that gave EINPROGRESS goes.</summary>
    protected virtual PalError TryFinishConnect() => PalError.Success;

    protected abstract PalError TryReceive(Span<byte> destination, MessageFlags flags, out ReceivedMessage message);

    /// <summary>The same, and nothing but how many bytes: what a stream is asked for each time, so it need not make up a message.</summary>
    protected virtual PalError TryReceive(Span<byte> destination, MessageFlags flags, out int received)
    {
        PalError result = TryReceive(destination, flags, out ReceivedMessage message);
        received = message.Length;
        return result;
    }

    protected abstract PalError TrySend(ReadOnlySpan<byte> source, MessageFlags flags, IpEndpoint? remote, out int accepted);

    protected abstract PalError TryShutdown(ShutdownDirection direction);

    protected abstract PalError TryDisconnect();
}
