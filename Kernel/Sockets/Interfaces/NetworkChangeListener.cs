using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// What NetworkChange listens to, in place of a netlink socket: readable when addresses, links or routes have changed since they were
/// last read.
/// </summary>
internal sealed class NetworkChangeListener : SocketObject
{
    private readonly SocketSystem _system;
    private bool _changed;

    public NetworkChangeListener(SocketSystem system)
        : base(system.Loop, SocketFamily.Unknown)
    {
        _system = system;
        _system.ConfigurationChanged += OnChanged;
    }

    public override SocketKind Kind => SocketKind.Raw;

    public override SocketProtocol Protocol => SocketProtocol.Unspecified;

    public override Readiness Readiness => _changed ? Readiness.Readable : Readiness.None;

    public override IpEndpoint LocalEndpoint => default;

    public override IpEndpoint? RemoteEndpoint => null;

    /// <summary>Takes the change, if there is one.</summary>
    public bool TakeChange()
    {
        using (Loop.Enter())
        {
            bool changed = _changed;
            _changed = false;
            return changed;
        }
    }

    public override PalError GetAvailable(out int available)
    {
        available = _changed ? 1 : 0;
        return PalError.Success;
    }

    public override PalError TakeError() => PalError.Success;

    public override PalError Close()
    {
        using (Loop.Enter())
        {
            EndRegistration();
            _system.ConfigurationChanged -= OnChanged;
        }

        return PalError.Success;
    }

    protected override PalError TryBind(IpEndpoint local, bool reuseAddress) => PalError.ENOTSUP;

    protected override PalError TryConnect(IpEndpoint? remote) => PalError.ENOTSUP;

    /// <summary>The class library receives nothing here: it only waits until it could.</summary>
    protected override PalError TryReceive(Span<byte> destination, MessageFlags flags, out ReceivedMessage message)
    {
        message = default;
        return _changed ? PalError.Success : PalError.EAGAIN;
    }

    protected override PalError TrySend(ReadOnlySpan<byte> source, MessageFlags flags, IpEndpoint? remote, out int accepted)
    {
        accepted = 0;
        return PalError.ENOTSUP;
    }

    protected override PalError TryShutdown(ShutdownDirection direction) => PalError.Success;

    protected override PalError TryDisconnect() => PalError.Success;

    private void OnChanged()
    {
        _changed = true;
        OnReady(Readiness.Readable);
    }
}
