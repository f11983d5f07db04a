using System;
using System.Diagnostics.CodeAnalysis;
using Sabos.Hal.Pci;
using Sabos.Net;

namespace Sabos.Hal.E1000;

/// <summary>
/// Intel's 82540EM, and its like, as a link device. One thread owns it: the one that waits on the event word given at <see cref="Open"/>, which the device's
/// interrupts advance. After observing the word that thread asks for frames until <see cref="TryReceive"/> answers false, and only then waits.
/// </summary>
public sealed class E1000Device : ILinkDevice, IFrameOwner, IDisposable
{
    private const int Mtu = 1500; // RFC 894
    private const int LinkHeaderLength = 14 + 4; // Ethernet II with a VLAN tag
    private const int RegisterWindow = 0;

    // Headers of a frame that is cut: Ethernet, IPv4, and TCP with as many options as there can be.
    private const int LongestHeaders = 14 + 20 + 60;

    // Resets with no frame received in between before the device is given up.
    private const int MostFruitlessResets = 3;

    private readonly RegisterBlock _registers;
    private readonly PciFunction _function;
    private readonly Controller _controller;
    private readonly LineInterrupt _interrupt;
    private readonly EventWord _wake;
    private readonly ReceiveRing _receive;
    private readonly TransmitRing _transmit;
    private readonly TransmitWatch _watch;

    private uint _acknowledged;
    private bool _linkUp;
    private bool _wantsRoom;
    private bool _needsReset;
    private bool _failed;
    private int _fruitlessResets;

    private E1000Device(
        RegisterBlock registers,
        PciFunction function,
        Controller controller,
        LineInterrupt interrupt,
        ReceiveRing receive,
        TransmitRing transmit,
        E1000Counters counters,
        EventWord wake,
        TimeProvider time)
    {
        _registers = registers;
        _function = function;
        _controller = controller;
        _interrupt = interrupt;
        _receive = receive;
        _transmit = transmit;
        _wake = wake;
        _watch = new TransmitWatch(time);
        Counters = counters;
        MacAddress address = StationAddress.Find(registers);
        Capabilities = new LinkCapabilities(
            LinkMedium.Ethernet, address, Mtu, TransmitChecksum: true, TransmitRing.LongestFrame - LongestHeaders, SegmentsIpv6: false);
    }

    /// <inheritdoc/>
    public LinkCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public bool IsLinkUp => _linkUp && !_failed;

    public E1000Counters Counters { get; }

    /// <inheritdoc/>
    public LinkStatistics Statistics => new()
    {
        ReceivedBytes = Counters.ReceivedBytes,
        ReceivedFrames = Counters.ReceivedFrames,
        ReceiveErrors = Counters.ReceiveErrors,
        ReceiveDrops = Counters.Overruns,
        SentBytes = Counters.SentBytes,
        SentFrames = Counters.SentFrames,
        SendErrors = Counters.Faults,
        SendDrops = Counters.DroppedFrames,
    };

    /// <summary>Interrupts so far, modulo 2^32; those of devices that share the line are among them.</summary>
    public uint Interrupts => _interrupt.Delivered;

    /// <summary>The device was taken out, or failed so often, with nothing received, that it is no longer used.</summary>
    public bool HasFailed => _failed;

    /// <summary>Receive buffers with the device and with the stack, transmit descriptors free, frames with the device.</summary>
    public (int Offered, int Lent, int Free, int InFlight) Buffers => (_receive.Offered, _receive.Lent, _transmit.Free, _transmit.InFlight);

    /// <summary>Sets a device up and starts it. Null, and the reason, if it fails.</summary>
    /// <param name="hardware">Where registers, memory and the interrupt come from.</param>
    /// <param name="function">A function of any kind, in any state.</param>
    /// <param name="wake">What the device's interrupts are to advance; it must outlive the device.</param>
    /// <param name="time">What tells that the device has hung.</param>
    /// <param name="problem">Why the device cannot be used.</param>
    public static E1000Device? Open(
        IHardware hardware, PciFunction function, EventWord wake, TimeProvider time, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(time);
        function.Command |= PciCommand.MemorySpace;
        if (function.BaseAddressAt(RegisterWindow)?.Map(hardware, 0, Register.MappedLength) is not { } registers)
        {
            problem = "its registers cannot be mapped";
            return null;
        }

        Controller controller = new(registers, function);
        E1000Counters counters = new();
        LineInterrupt? interrupt = null;
        ReceiveRing? receive = null;
        TransmitRing? transmit = null;
        if (!controller.TryReset())
            problem = "it does not come back from a reset";
        else if ((interrupt = PciInterruptPin.Connect(hardware, function, wake)) is null)
            problem = "its interrupt pin leads nowhere";
        else if ((receive = ReceiveRing.Allocate(hardware, registers, counters)) is null
            || (transmit = TransmitRing.Allocate(hardware, registers, counters)) is null)
            problem = "there is no memory for its rings";
        else
        {
            problem = null;
            E1000Device device = new(registers, function, controller, interrupt, receive, transmit, counters, wake, time);
            device.Start();
            return device;
        }

        function.Command &= ~PciCommand.BusMaster;
        interrupt?.Dispose();
        receive?.Dispose();
        registers.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void SetReceiveFilter(ReadOnlySpan<MacAddress> groups, bool isPromiscuous)
    {
        if (!_failed)
            _controller.Choose(groups, isPromiscuous);
    }

    /// <inheritdoc/>
    public bool TryReceive(out ReceivedFrame frame)
    {
        frame = default;
        if (_failed)
            return false;
        if (_receive.TryTake(out int slot, out ReceiveDescriptor descriptor, out ReadOnlySpan<byte> bytes)
            || (TryAcknowledge() && _receive.TryTake(out slot, out descriptor, out bytes)))
        {
            _fruitlessResets = 0;
            frame = new ReceivedFrame(this, slot, bytes, descriptor.IsChecksumGood);
            return true;
        }

        RecoverIfBroken();
        return false;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The stack asks for an offload that was not announced, or for more than a frame of the announced MTU.</exception>
    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, offload.SegmentSize == 0 ? LinkHeaderLength + Mtu : TransmitRing.LongestFrame);
        frame = default;
        if (_failed)
            return false;
        if (_transmit.TryReserve(length, offload, out Span<byte> bytes) || TryReserveAfterAll(length, offload, out bytes))
        {
            frame = new OutgoingFrame(this, slot: 0, bytes);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _receive.Flush();
        _transmit.Flush();
    }

    /// <inheritdoc/>
    public bool HasUnsent()
    {
        if (_failed)
            return false;
        ReportSent();
        return _transmit.InFlight > 0;
    }

    void IFrameOwner.ReleaseReceived(int slot) => _receive.Release(slot);

    void IFrameOwner.QueueOutgoing(int slot) => _transmit.Queue();

    void IFrameOwner.CancelOutgoing(int slot) => _transmit.Cancel();

    /// <summary>Stops the device and frees all it used. No frame may be lent or reserved.</summary>
    public void Dispose()
    {
        _controller.TryReset();
        GiveUp();
        _transmit.Dispose();
        _receive.Dispose();
        _registers.Dispose();
    }

    private void Start()
    {
        _controller.Start(Capabilities.Address, _receive, _transmit);

        // After its interrupt is enabled, so that a later change is told.
        _linkUp = _controller.IsLinkUp;
    }

    // The interrupt stays unanswered, and its line silent, while frames are taken. False if there was none, so that the ring is as empty as it looked.
    private bool TryAcknowledge()
    {
        uint delivered = _interrupt.Delivered;
        if (delivered == _acknowledged)
            return false;
        _acknowledged = delivered;
        InterruptCause causes = _controller.Acknowledge(_wantsRoom);
        _wantsRoom = false;
        if ((causes & InterruptCause.ReceiveOverrun) != 0)
            Counters.CountOverrun();
        if ((causes & InterruptCause.LinkChange) != 0)
        {
            if (_controller.IsGone)
            {
                GiveUp();
                return false;
            }

            _linkUp = _controller.IsLinkUp;
        }

        _interrupt.Rearm();
        return true;
    }

    private bool TryReserveAfterAll(int length, TransmitOffload offload, out Span<byte> frame)
    {
        _transmit.Flush();
        if (_transmit.TryReserve(length, offload, out frame))
            return true;

        // What was sent before this is seen right afterwards, and what is sent later interrupts.
        ReportSent();
        if (_transmit.TryReserve(length, offload, out frame))
        {
            _watch.Forget();
            return true;
        }

        // A device that hangs, or is gone, raises no interrupt; the owner comes back for it, and recovers it in TryReceive.
        Counters.CountTransmitStall();
        if (_controller.IsGone)
            GiveUp();
        _needsReset |= _watch.IsTooLong(_transmit.Completed, _linkUp);
        if (_failed || _needsReset)
            _wake.Signal();
        return false;
    }

    private void ReportSent()
    {
        _wantsRoom = true;
        _controller.ReportSent();
        _transmit.Flush();
    }

    private void RecoverIfBroken()
    {
        if (!_needsReset && !_receive.IsBroken)
            return;

        // Lent buffers belong to the stack until they are disposed; the owner has to come back either way.
        if (_receive.Lent == 0)
            Recover();
        _wake.Signal();
    }

    private void Recover()
    {
        Counters.CountFault();
        _needsReset = false;
        _watch.Forget();
        if (_fruitlessResets++ < MostFruitlessResets && _controller.TryReset())
        {
            Start();
            Counters.CountRecovery();
            return;
        }

        GiveUp();
    }

    // Who shares the line is not to wait for our answer.
    private void GiveUp()
    {
        _failed = true;
        _function.Command &= ~PciCommand.BusMaster;
        PciInterruptPin.Disconnect(_function);
        _interrupt.Dispose();
    }
}
