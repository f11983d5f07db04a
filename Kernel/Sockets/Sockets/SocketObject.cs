using System;
using System.Collections.Generic;
using System.Threading;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// A socket as the class library sees it, over one of the stack's. It adds what POSIX expects and a protocol stack does not have: blocking
/// with timeouts, non-blocking mode, event ports, options kept before there is a connection, an error told once.
/// Members named Try... and those that say so run under the stack's lock and never block.
/// </summary>
internal abstract partial class SocketObject : Descriptor, IReadinessObserver
{
    private List<PooledWord>? _watchers;
    private EventRegistration? _registration;

    protected SocketObject(NetworkLoop loop, SocketFamily family)
    {
        Loop = loop;
        Family = family;
    }

    public override SocketObject AsSocket => this;

    public NetworkLoop Loop { get; }

    public SocketFamily Family { get; }

    public abstract SocketKind Kind { get; }

    public abstract SocketProtocol Protocol { get; }

    public virtual bool IsListening => false;

    /// <summary>O_NONBLOCK. Read and written without the lock, as a call already blocked does not notice the change anyway.</summary>
    public bool NonBlocking { get; set; }

    /// <summary>SO_RCVTIMEO.</summary>
    public TimeSpan ReceiveTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>SO_SNDTIMEO; connect heeds it too.</summary>
    public TimeSpan SendTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>IPV6_V6ONLY: an IPv6 socket has nothing to do with IPv4.</summary>
    protected bool Ipv6Only { get; private set; }

    /// <summary>An IPv6 socket that serves IPv4 as well, with mapped addresses.</summary>
    protected bool IsDualStack => Family == SocketFamily.Ipv6 && !Ipv6Only;

    /// <summary>The unspecified address of the socket's family.</summary>
    protected IpAddress AnyAddress => Family == SocketFamily.Ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;

    /// <summary>What is possible now; under the lock.</summary>
    public abstract Readiness Readiness { get; }

    /// <summary>Bytes waiting (FIONREAD).</summary>
    public abstract PalError GetAvailable(out int available);

    /// <summary>Under the lock.</summary>
    public abstract IpEndpoint LocalEndpoint { get; }

    /// <summary>Under the lock; null when not connected.</summary>
    public abstract IpEndpoint? RemoteEndpoint { get; }

    /// <summary>Takes the error that is pending (SO_ERROR); under the lock.</summary>
    public abstract PalError TakeError();

    /// <inheritdoc/>
    public void OnReady(Readiness raised)
    {
        if (_watchers is not null)
        {
            foreach (PooledWord word in _watchers)
                word.Signal();
        }

        _registration?.Raise(raised);
    }

    /// <summary>Takes the stack for a call that may change the socket.</summary>
    public virtual NetworkLoop.Scope Enter() => Loop.Enter();

    /// <summary>Adds a blocked caller, to be signalled at each event; under the lock.</summary>
    public void AddWatcher(PooledWord word) => (_watchers ??= []).Add(word);

    /// <summary>Undoes <see cref="AddWatcher"/>; under the lock.</summary>
    public void RemoveWatcher(PooledWord word) => _watchers?.Remove(word);

    /// <summary>Registers with an event port, which is told of what is possible already; no events: unregisters. Takes the lock.</summary>
    public void Register(EventPort port, SocketEvents interest, nuint data)
    {
        using (Enter())
        {
            if (interest == SocketEvents.None)
            {
                EndRegistration();
                return;
            }

            if (_registration is null)
                _registration = new EventRegistration(port, interest, data);
            else
                _registration.Change(interest, data);
            _registration.Raise(Readiness);
        }
    }

    /// <summary>Ends the registration with a port; under the lock.</summary>
    protected void EndRegistration()
    {
        _registration?.Cancel();
        _registration = null;
    }

    /// <summary>Whether an address may be used with this socket: IPv4 ones not with an IPv6-only socket.</summary>
    protected bool Accepts(IpAddress address) => Family == SocketFamily.Ipv4 || !Ipv6Only || address.IsIpv6;
}
