using System;
using Sabos.Hal.Pci;
using Sabos.Net;

namespace Sabos.Hal.E1000;

/// <summary>The chip itself: reset, link, receiver and transmitter, interrupts.</summary>
internal sealed class Controller
{
    private const InterruptCause Wanted = InterruptCause.Received | InterruptCause.ReceiveOverrun | InterruptCause.LinkChange;
    private const TransmitControl Transmitting =
        TransmitControl.Enable | TransmitControl.PadShortFrames | TransmitControl.CollisionThreshold | TransmitControl.CollisionDistance;

    // 13.4.34: what a copper link needs, in units of the link's clock.
    private const uint InterPacketGap = 10 | (8 << 10) | (6 << 20);

    private const int ResetMilliseconds = 100;

    private readonly RegisterBlock _registers;
    private readonly PciFunction _function;
    private readonly MulticastTable _groups = new();
    private bool _isPromiscuous;
    private bool _reportsSent;

    public Controller(RegisterBlock registers, PciFunction function)
    {
        _registers = registers;
        _function = function;
    }

    private DeviceStatus Status => (DeviceStatus)_registers.ReadDword(Register.Status);

    /// <summary>Nobody answers any more: what is not there reads as ones.</summary>
    public bool IsGone => Status == DeviceStatus.Gone;

    /// <summary>There is a link.</summary>
    public bool IsLinkUp => Status is not DeviceStatus.Gone and var status && (status & DeviceStatus.LinkUp) != 0;

    /// <summary>
    /// Stops the controller and resets it (14.3 and 13.4.1). Emulators do not reset all of it, so that whoever starts it again writes every register that matters.
    /// False if it does not come back.
    /// </summary>
    public bool TryReset()
    {
        _registers.WriteDword(Register.InterruptMaskClear, (uint)InterruptCause.All);
        _registers.WriteDword(Register.ReceiveControl, (uint)ReceiveControl.None);
        _registers.WriteDword(Register.TransmitControl, (uint)TransmitControl.PadShortFrames);
        _registers.WriteDword(Register.Control, (uint)(Control | DeviceControl.Reset));

        // It takes a microsecond, in which the registers are not to be touched (13.4.1). To read configuration space takes as long.
        _ = _function.Command;
        if (!RegisterPoll.TryUntil(() => (Control & DeviceControl.Reset) == 0, ResetMilliseconds))
            return false;

        _registers.WriteDword(Register.InterruptMaskClear, (uint)InterruptCause.All);
        _registers.ReadDword(Register.InterruptCause);
        _reportsSent = false;

        // Not earlier: what firmware had made of the controller may still have been writing to memory.
        _function.Command |= PciCommand.BusMaster;
        return true;
    }

    /// <summary>Starts a controller that was reset (14.3 to 14.5).</summary>
    public void Start(MacAddress address, ReceiveRing receive, TransmitRing transmit)
    {
        // The physical layer negotiates speed and duplex by itself.
        const DeviceControl Forced = DeviceControl.LinkReset | DeviceControl.InvertLossOfSignal | DeviceControl.ForceSpeed
            | DeviceControl.ForceDuplex | DeviceControl.PhyReset | DeviceControl.VlanMode | DeviceControl.Reset;
        _registers.WriteDword(Register.Control, (uint)((Control & ~Forced) | DeviceControl.SetLinkUp | DeviceControl.AutoSpeedDetection));
        foreach (int unused in (int[])[Register.FlowControlAddressLow, Register.FlowControlAddressHigh, Register.FlowControlType, Register.FlowControlTimer])
            _registers.WriteDword(unused, 0);

        StationAddress.WriteFilter(_registers, address);
        _groups.Restore(_registers);
        _registers.WriteDword(Register.ReceiveChecksum, (uint)(ReceiveChecksumControl.Ip | ReceiveChecksumControl.Transport));

        // An interrupt stays unanswered while frames are taken, which throttles better than any time.
        foreach (int delay in (int[])[Register.ReceiveDelay, Register.ReceiveAbsoluteDelay, Register.InterruptThrottling])
            _registers.WriteDword(delay, 0);

        receive.Start();
        WriteReceiveControl();
        receive.Fill();
        transmit.Start();
        _registers.WriteDword(Register.TransmitGap, InterPacketGap);
        _registers.WriteDword(Register.TransmitControl, (uint)Transmitting);
        _registers.WriteDword(Register.InterruptMaskSet, (uint)Wanted);
    }

    /// <summary>Chooses the frames that are received, beside those to the station and to all.</summary>
    public void Choose(ReadOnlySpan<MacAddress> groups, bool isPromiscuous)
    {
        _groups.Choose(_registers, groups);
        if (_isPromiscuous == isPromiscuous)
            return;
        _isPromiscuous = isPromiscuous;
        WriteReceiveControl();
    }

    /// <summary>
    /// Reads, and so clears, why the controller has interrupted. What happens afterwards is another interrupt. Those about sent frames end
    /// here, before the causes are read: VirtualBox withdraws every interrupt when any is disabled.
    /// </summary>
    /// <param name="reportsSent">The controller is to go on to report frames that it has sent.</param>
    public InterruptCause Acknowledge(bool reportsSent)
    {
        if (_reportsSent && !reportsSent)
        {
            _reportsSent = false;
            _registers.WriteDword(Register.InterruptMaskClear, (uint)InterruptCause.TransmitDone);
        }

        return (InterruptCause)_registers.ReadDword(Register.InterruptCause);
    }

    /// <summary>From now on each frame that is sent interrupts, and at once if one was sent since the causes were read last.</summary>
    public void ReportSent()
    {
        if (_reportsSent)
            return;
        _reportsSent = true;
        _registers.WriteDword(Register.InterruptMaskSet, (uint)InterruptCause.TransmitDone);
    }

    private DeviceControl Control => (DeviceControl)_registers.ReadDword(Register.Control);

    private void WriteReceiveControl()
    {
        const ReceiveControl Always = ReceiveControl.Enable | ReceiveControl.Broadcast | ReceiveControl.StripChecksum;
        _registers.WriteDword(Register.ReceiveControl, (uint)(_isPromiscuous ? Always | ReceiveControl.AllUnicast | ReceiveControl.AllMulticast : Always));
    }
}
