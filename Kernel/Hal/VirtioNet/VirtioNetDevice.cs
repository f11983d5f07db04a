using System;
using System.Diagnostics.CodeAnalysis;
using Sabos.Hal.Virtio;
using Sabos.Net;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// The network device of virtio 1.2, 5.1, as a link device. One thread owns it: the one that waits on the event word given at
/// <see cref="Open"/>, which the device's interrupts advance. After observing the word that thread asks for frames until
/// <see cref="TryReceive"/> answers false, and only then waits. A device that breaks a ring, or says it needs a reset, is reset and set up again.
/// </summary>
public sealed class VirtioNetDevice : ILinkDevice, IFrameOwner, IDisposable
{
    /// <summary>Descriptors, and buffers, of each ring, unless the device has fewer.</summary>
    internal const int LargestQueue = 256;

    // Resets with no frame received in between before the device is given up.
    private const int MostFruitlessResets = 3;

    private readonly IVirtioTransport _transport;
    private readonly EventWord _wake;
    private readonly DeviceVectors _vectors;
    private readonly ReceiveRing _receive;
    private readonly TransmitRing _transmit;

    // Null: the device takes no commands, or refuses the queue for them; it works without.
    private readonly DeviceControl? _control;

    private readonly bool _verifiesChecksums;
    private uint _configurationChanges;
    private bool _linkUp;
    private bool _needsReset;
    private bool _failed;
    private int _fruitlessResets;

    private VirtioNetDevice(
        IVirtioTransport transport, EventWord wake, DeviceVectors vectors, LinkSetup setup, ReceiveRing receive, TransmitRing transmit, DeviceControl? control,
        VirtioNetCounters counters)
    {
        _transport = transport;
        _wake = wake;
        _vectors = vectors;
        _receive = receive;
        _transmit = transmit;
        _control = control;
        Counters = counters;
        Features = setup.Features;
        OfferedFeatures = setup.Offered;
        _verifiesChecksums = (setup.Features & NetworkFeatures.ReceiveChecksum) != 0;
        Capabilities = new LinkCapabilities(LinkMedium.Ethernet, setup.Address, setup.Mtu, setup.CompletesChecksums, setup.MaxSegmentationPayload);
    }

    /// <inheritdoc/>
    public LinkCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public bool IsLinkUp => _linkUp && !_failed;

    public VirtioNetCounters Counters { get; }

    /// <inheritdoc/>
    public LinkStatistics Statistics => new()
    {
        ReceivedBytes = (long)Counters.ReceivedBytes,
        ReceivedFrames = (long)Counters.ReceivedFrames,
        ReceiveErrors = (long)Counters.ReceiveErrors,
        SentBytes = (long)Counters.SentBytes,
        SentFrames = (long)Counters.SentFrames,
        SendErrors = (long)Counters.Faults,
        SendDrops = (long)Counters.DroppedFrames,
    };

    /// <summary>The features the device offers, a bit each; <see cref="FeatureDecisions"/> names them.</summary>
    public ulong OfferedFeatures { get; }

    /// <summary>The features in use, a bit each.</summary>
    public ulong Features { get; }

    /// <summary>Interrupts for received frames so far, modulo 2^32.</summary>
    public uint ReceiveInterrupts => _vectors.Delivered(_vectors.Receive);

    /// <summary>Interrupts for sent frames so far, modulo 2^32. There are none while the device keeps up.</summary>
    public uint TransmitInterrupts => _vectors.Delivered(_vectors.Transmit);

    /// <summary>Interrupts for configuration changes so far, modulo 2^32.</summary>
    public uint ConfigurationInterrupts => _vectors.Delivered(_vectors.Configuration);

    /// <summary>The device was taken out, or broke its rules so often, with nothing received, that it is no longer used.</summary>
    public bool HasFailed => _failed;

    private bool IsBroken => (_receive.Fault | _transmit.Fault | (_control?.Fault ?? QueueFault.None)) != QueueFault.None;

    /// <summary>Raised, once, when it is found that the device was taken out, or is given up, by whatever thread finds it.</summary>
    public event Action? Failed;

    /// <summary>Receive buffers with the device and with the stack, transmit buffers free and with the device: their sums never change between frames.</summary>
    public (int Offered, int Lent, int Free, int InFlight) Buffers => (_receive.Offered, _receive.Lent, _transmit.Free, _transmit.InFlight);

    /// <summary>Sets a device up and starts it. Takes the transport over, whatever the outcome. Null, and the reason, if it fails.</summary>
    /// <param name="hardware">Where memory and vectors come from.</param>
    /// <param name="transport">A virtio device of any type, in any state.</param>
    /// <param name="wake">What the device's interrupts are to advance; it must outlive the device.</param>
    /// <param name="problem">Why the device cannot be used.</param>
    public static VirtioNetDevice? Open(IHardware hardware, IVirtioTransport transport, EventWord wake, [NotNullWhen(false)] out string? problem)
    {
        LinkSetup? setup = null;
        DeviceVectors? vectors = null;
        ReceiveRing? receive = null;
        TransmitRing? transmit = null;
        VirtioNetCounters counters = new();
        if (transport.DeviceType != VirtioPciIdentity.NetworkDevice)
            problem = "not a network device";
        else if ((setup = LinkSetup.Negotiate(transport, out problem)) is null)
            problem ??= "negotiation failed";
        else if ((vectors = DeviceVectors.Connect(transport, wake)) is null)
            problem = "no interrupt can be had";
        else if ((receive = ReceiveRing.Open(hardware, transport, setup, vectors.Receive, counters)) is null)
            problem = "no receive queue can be had: the device refuses it, or memory is short";
        else if ((transmit = TransmitRing.Open(hardware, transport, setup, vectors.Transmit, counters)) is null)
            problem = "no transmit queue can be had: the device refuses it, or memory is short";
        else
        {
            DeviceControl? control = DeviceControl.Open(hardware, transport, setup, vectors.Configuration);
            VirtioNetDevice device = new(transport, wake, vectors, setup, receive, transmit, control, counters);
            if (device.TryStart())
                return device;
            control?.Dispose();
            problem = "the device refuses an interrupt vector";
        }

        // Reset first, so that the device has let go of the memory that is freed.
        VirtioHandshake.Abandon(transport);
        transport.TryReset();
        transmit?.Dispose();
        receive?.Dispose();
        transport.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public bool TryReceive(out ReceivedFrame frame)
    {
        frame = default;
        if (_failed)
            return false;
        if (ConfigurationInterrupts != _configurationChanges)
            FollowConfiguration();
        if (_receive.TryTake(out int slot, out FrameHeader header, out ReadOnlySpan<byte> bytes))
        {
            _fruitlessResets = 0;
            frame = new ReceivedFrame(this, slot, bytes, header.IsChecksumGood && _verifiesChecksums, header.IsTcp ? header.SegmentSize : (ushort)0);
            return true;
        }

        RecoverIfBroken();
        return false;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The stack asks for an offload that was not announced, or for more than a frame of the announced MTU.</exception>
    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        if ((offload.ChecksumStart != 0 && !Capabilities.TransmitChecksum) || (offload.SegmentSize != 0 && Capabilities.MaxSegmentationPayload == 0))
            throw new ArgumentException("This device does not announce that it can do so.", nameof(offload));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _transmit.FrameCapacity);

        frame = default;
        if (_failed)
            return false;
        if (_transmit.TryReserve(length, offload, out int slot, out Span<byte> bytes))
        {
            frame = new OutgoingFrame(this, slot, bytes);
            return true;
        }

        // A broken ring raises no interrupt; the owner comes back for it, and recovers it in TryReceive. Nor does a device that has been taken out: that it
        // does not send any more is how it is missed.
        if (_transmit.Fault != QueueFault.None || LoseIfGone(_transport.Status))
            _wake.Signal();
        return false;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (_failed)
            return;
        _receive.Notify();
        bool isRoomToCome = _transmit.Flush();
        _control?.Advance();

        // What is found broken here is recovered in TryReceive.
        if (!isRoomToCome || IsBroken)
            _wake.Signal();
    }

    /// <inheritdoc/>
    public uint AnnouncementRequests { get; private set; }

    /// <inheritdoc/>
    public void SetReceiveFilter(ReadOnlySpan<MacAddress> groups, bool isPromiscuous) => _control?.SetReceiveFilter(groups, isPromiscuous);

    /// <inheritdoc/>
    public bool HasUnsent() => !_failed && _transmit.HasUnsent();

    void IFrameOwner.ReleaseReceived(int slot) => _receive.Release(slot);

    void IFrameOwner.QueueOutgoing(int slot) => _transmit.Queue(slot);

    void IFrameOwner.CancelOutgoing(int slot) => _transmit.Cancel(slot);

    /// <summary>
    /// Lets go of a device that is about to be taken out: from now on its link is down, and its memory is free. No frame may be lent or reserved. False: it
    /// was not in use any more.
    /// </summary>
    public bool Remove()
    {
        if (_failed)
            return false;

        // One that does not reset may go on writing.
        bool isSilent = _transport.TryReset();
        GiveUp();
        if (isSilent)
            FreeMemory();
        _wake.Signal();
        return true;
    }

    /// <summary>Stops the device and frees all it used. No frame may be lent or reserved.</summary>
    public void Dispose()
    {
        _failed = true;
        _transport.TryReset();
        FreeMemory();
        _transport.Dispose();
    }

    private void FreeMemory()
    {
        _control?.Dispose();
        _transmit.Dispose();
        _receive.Dispose();
    }

    private bool TryStart()
    {
        if (!_transport.TryRouteConfigurationChanges(_vectors.Configuration))
            return false;
        VirtioHandshake.Complete(_transport);
        _receive.Notify();

        // After the vector is routed, so that a later change is told by an interrupt.
        ReadStatus();
        return true;
    }

    private void ReadStatus()
    {
        // Without the feature the link counts as up (5.1.4.2).
        NetworkConfiguration configuration = NetworkConfiguration.Read(_transport, Features);
        _linkUp = configuration.LinkUp ?? true;

        // The device goes on asking until it is told that it was done.
        if (configuration.WantsAnnouncement && _control is { IsAcknowledging: false })
        {
            AnnouncementRequests++;
            _control.AcknowledgeAnnouncement();
        }
    }

    private void FollowConfiguration()
    {
        _configurationChanges = ConfigurationInterrupts;
        if (_transport.Interrupts.UsesPin && !AcknowledgePin())
            return;
        DeviceStatus status = _transport.Status;
        if (LoseIfGone(status))
            return;
        ReadStatus();
        _needsReset |= (status & DeviceStatus.NeedsReset) != 0;
    }

    // The pin tells of queues and of the configuration alike, and of what others do who share its line. True: of the configuration, or the device is gone.
    private bool AcknowledgePin()
    {
        InterruptStatus status = _transport.ReadInterruptStatus();
        _transport.Interrupts.Rearm();
        return (status & InterruptStatus.Configuration) != 0;
    }

    private bool LoseIfGone(DeviceStatus status)
    {
        if (VirtioHandshake.IsGone(status))
            Fail();
        return _failed;
    }

    private void RecoverIfBroken()
    {
        if (!_needsReset && !IsBroken)
            return;

        // Lent buffers belong to the stack until they are disposed; the owner has to come back either way.
        if (_receive.Lent == 0)
            Recover();
        _wake.Signal();
    }

    // 2.1.2 and 3.1: after an error the whole device is reset and initialised anew, with the features it had.
    private void Recover()
    {
        Counters.CountFault();
        _needsReset = false;
        if (_fruitlessResets++ < MostFruitlessResets && TryRestart())
        {
            Counters.CountRecovery();
            return;
        }

        VirtioHandshake.Abandon(_transport);
        Fail();
    }

    private void Fail()
    {
        if (_failed)
            return;
        GiveUp();
        Failed?.Invoke();
    }

    // Nobody listens to the device any more; nor may it disturb those who share its line.
    private void GiveUp()
    {
        _failed = true;
        _transport.Interrupts.Dispose();
    }

    private bool TryRestart()
        => VirtioHandshake.TryBegin(_transport, out ulong offered)
            && (offered & Features) == Features
            && VirtioHandshake.TryAccept(_transport, Features)
            && _receive.Restart(_vectors.Receive)
            && _transmit.Restart(_vectors.Transmit)
            && (_control?.Restart(_vectors.Configuration) ?? true)
            && TryStart();
}
