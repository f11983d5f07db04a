using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sabos.Hal.Virtio;
using Sabos.Net;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// What the device is to know beside the rings: which frames are wanted, and that it was moved and its neighbours were told. Each is a state, not a list of
/// commands: what changes while a command is on its way is told next, and a device that never answers costs nothing. A device that refuses a
/// filter is asked for a wider one, at last for all frames; the stack looks at each anyway.
/// </summary>
/// <param name="queue">Owned by this object.</param>
/// <param name="features">Those in use.</param>
/// <param name="address">The station's own, which the device need not know.</param>
internal sealed class DeviceControl(ControlQueue queue, ulong features, MacAddress address) : IDisposable
{
    // The device looks through its table for each frame that is sent to a group; with more of them it may as well bring all.
    private const int MostGroups = 64;

    private readonly bool _filters = (features & NetworkFeatures.ReceiveModes) != 0;

    // Null: nothing was said about what is wanted.
    private MacAddress[]? _groups;
    private bool _wantsAll;

    // What the device was told, whatever it answered; null: nothing since its reset.
    private bool _isTableTold;
    private bool? _toldAllMulticast;
    private bool? _toldPromiscuous;
    private bool _isTableRefused;
    private bool _isAllMulticastRefused;

    private ControlCommand? _sent;
    private bool _hasWork;

    /// <inheritdoc cref="ControlQueue.Fault"/>
    public QueueFault Fault => queue.Fault;

    /// <summary>Commands that the device refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>The device has asked for an announcement, and does not know yet that it was made.</summary>
    public bool IsAcknowledging { get; private set; }

    private bool WantsAllMulticast => _groups!.Length > MostGroups || _isTableRefused;

    private bool WantsPromiscuous => _wantsAll || (WantsAllMulticast && _isAllMulticastRefused);

    /// <summary>Opens the control queue; null if the device has none or refuses it, or memory is short.</summary>
    public static DeviceControl? Open(IHardware hardware, IVirtioTransport transport, LinkSetup setup, int vector) =>
        (setup.Features & NetworkFeatures.ControlQueue) != 0 && ControlQueue.Open(hardware, transport, setup, vector) is { } queue
            ? new DeviceControl(queue, setup.Features, setup.Address)
            : null;

    /// <inheritdoc cref="ILinkDevice.SetReceiveFilter"/>
    public void SetReceiveFilter(ReadOnlySpan<MacAddress> groups, bool isPromiscuous)
    {
        if (!_filters)
            return;
        _groups = groups.ToArray();
        _wantsAll = isPromiscuous;
        _isTableTold = false;
        _hasWork = true;
    }

    /// <summary>Has the next <see cref="Advance"/> tell the device that the neighbours know where the station is: until then they are to be told.</summary>
    public void AcknowledgeAnnouncement() => IsAcknowledging = _hasWork = true;

    /// <summary>Takes the answer to what was sent, and sends what comes next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance()
    {
        if (_hasWork)
            Work();
    }

    /// <summary>Starts again after a reset of the device, which has forgotten all.</summary>
    public bool Restart(int vector)
    {
        _isTableTold = _isTableRefused = _isAllMulticastRefused = IsAcknowledging = false;
        _toldAllMulticast = _toldPromiscuous = null;
        _sent = null;
        _hasWork = _groups is not null;
        return queue.Restart(vector);
    }

    public void Dispose() => queue.Dispose();

    private void Work()
    {
        while (TryFinish())
        {
            if (!TrySendNext())
            {
                _hasWork = false;
                return;
            }
        }
    }

    // False: a command is on its way still.
    private bool TryFinish()
    {
        if (!queue.IsBusy)
            return true;
        if (!queue.TryTakeAnswer(out bool isAccepted))
            return false;
        Refusals += isAccepted ? 0 : 1;
        if (_sent == ControlCommand.SetAddressTable)
            _isTableRefused = !isAccepted;
        else if (_sent == ControlCommand.AllMulticast)
            _isAllMulticastRefused = !isAccepted;
        else if (_sent == ControlCommand.AcknowledgeAnnouncement)
            IsAcknowledging = false;
        _sent = null;
        return true;
    }

    // In this order nothing that is wanted is missed meanwhile: what is let in comes before what is kept out.
    private bool TrySendNext()
    {
        if (IsAcknowledging)
            return TrySend(ControlCommand.AcknowledgeAnnouncement, []);
        if (_groups is null)
            return false;
        if (!_isTableTold && _groups.Length <= MostGroups)
        {
            _isTableTold = true;
            return TrySendTable(_groups);
        }

        if (_toldAllMulticast != WantsAllMulticast)
        {
            _toldAllMulticast = WantsAllMulticast;
            return TrySend(ControlCommand.AllMulticast, [WantsAllMulticast ? (byte)1 : (byte)0]);
        }

        if (_toldPromiscuous != WantsPromiscuous)
        {
            _toldPromiscuous = WantsPromiscuous;
            return TrySend(ControlCommand.Promiscuous, [WantsPromiscuous ? (byte)1 : (byte)0]);
        }

        return false;
    }

    // struct virtio_net_ctrl_mac, twice: stations, then groups.
    private bool TrySendTable(ReadOnlySpan<MacAddress> groups)
    {
        Span<byte> table = stackalloc byte[(2 * sizeof(uint)) + ((MostGroups + 1) * MacAddress.Size)];
        BinaryPrimitives.WriteUInt32LittleEndian(table, 1);
        address.WriteTo(table[sizeof(uint)..]);
        int length = sizeof(uint) + MacAddress.Size;
        BinaryPrimitives.WriteUInt32LittleEndian(table[length..], (uint)groups.Length);
        length += sizeof(uint);
        foreach (MacAddress group in groups)
        {
            group.WriteTo(table[length..]);
            length += MacAddress.Size;
        }

        return TrySend(ControlCommand.SetAddressTable, table[..length]);
    }

    private bool TrySend(ControlCommand command, ReadOnlySpan<byte> data)
    {
        _sent = command;
        return queue.TrySend(command, data);
    }
}
