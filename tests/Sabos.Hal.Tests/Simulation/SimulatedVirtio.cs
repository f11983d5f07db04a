using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Sabos.Hal.Pci;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>
/// A virtio PCI device: configuration space, MSI-X table and virtio structures, or the ports of the legacy interface, with queues whose content a
/// subclass decides.
/// </summary>
internal class SimulatedVirtio : IBusTarget
{
    public const ulong BarAddress = 0xC0_0000_0000;
    public const int BarSize = 0x4000;
    private const int CommonStart = 0x0000;
    private const int InterruptStart = 0x1000;
    private const int ConfigurationStart = 0x2000;
    private const int NotifyStart = 0x3000;
    private const int MsixStart = 0x3800;
    private const int NotifyMultiplier = 4;

    public const byte Line = 11;
    public const ushort FirstPort = 0xC040;
    public const int PortCount = 64;

    private readonly SimulatedMachine _machine;
    private readonly byte[] _msix;
    private readonly int _msixControl;
    private uint _deviceFeatureSelect;
    private uint _driverFeatureSelect;
    private ushort _queueSelect;

    public SimulatedVirtio(SimulatedMachine machine, ushort deviceId, int queues, ushort queueSize, int vectors = 3, bool legacy = false)
    {
        _machine = machine;
        IsLegacy = legacy;
        Queues = [.. Enumerable.Range(0, queues).Select(_ => new SimulatedQueue(machine) { Size = queueSize })];
        QueueSize = queueSize;
        Function = new SimulatedFunction(new PciAddress(0, 3, 0), 0x1AF4, deviceId);
        Function.SetBar(4, BarAddress, BarSize, 0b1100);
        Function.Bytes[0x3C] = Line;
        Function.Bytes[0x3D] = 1;
        if (legacy)
        {
            Function.SetWord(0x2E, 1); // the subsystem tells the type: a network device
            Function.SetBar(0, FirstPort, PortCount, 1);
            machine.AddPorts(FirstPort, PortCount, new SimulatedLegacyPorts(this));
        }
        else
        {
            CommonCapability = AddStructure(1, CommonStart, 0x1000, []);
            AddStructure(3, InterruptStart, 0x1000, []);
            ConfigurationCapability = AddStructure(4, ConfigurationStart, 0x40, []);
            NotifyCapability = AddStructure(2, NotifyStart, 0x400, BitConverter.GetBytes(NotifyMultiplier));
        }

        _msix = new byte[16 * vectors];
        if (vectors > 0)
        {
            Span<byte> capability = stackalloc byte[10];
            BinaryPrimitives.WriteUInt16LittleEndian(capability, (ushort)(vectors - 1));
            BinaryPrimitives.WriteUInt32LittleEndian(capability[2..], MsixStart | 4);
            BinaryPrimitives.WriteUInt32LittleEndian(capability[6..], (MsixStart + 0x400) | 4);
            _msixControl = Function.AddCapability(PciCapabilityId.Msix, capability) + 2;
            Function.AllowWrites(_msixControl, [0x00, 0xC0]);
        }

        machine.AddFunction(Function);
        machine.AddTarget(BarAddress, BarSize, this);
    }

    /// <summary>Whether it has the legacy interface, and only that.</summary>
    public bool IsLegacy { get; }

    public SimulatedFunction Function { get; }

    public IReadOnlyList<SimulatedQueue> Queues { get; }

    public ushort QueueSize { get; set; }

    public ulong Features { get; set; } = VirtioFeature.Version1 | VirtioFeature.EventIndex;

    /// <summary>What the driver wrote.</summary>
    public ulong DriverFeatures { get; set; }

    public DeviceStatus Status { get; set; }

    /// <summary>Why it asserts its pin, until the driver asks.</summary>
    public InterruptStatus PendingStatus { get; set; }

    public ushort ConfigurationVector { get; set; } = 0xFFFF;

    public bool HasVectorsEnabled => _msix.Length > 0 && (Function.Read(_msixControl, AccessWidth.Word) & 0x8000) != 0;

    public byte Generation { get; set; }

    public byte[] Configuration { get; } = new byte[0x40];

    /// <summary>Called before each read of the configuration, with its offset.</summary>
    public Action<int>? ConfigurationRead { get; set; }

    public int CommonCapability { get; }

    public int ConfigurationCapability { get; }

    public int NotifyCapability { get; }

    /// <summary>Doorbells rung, by queue.</summary>
    public List<int> Doorbells { get; } = [];

    /// <summary>Resets since the machine was built.</summary>
    public int Resets { get; private set; }

    public bool RefusesToReset { get; set; }

    /// <summary>The device is not there any more: reads give ones, writes go nowhere.</summary>
    public bool IsTakenOut { get; set; }

    /// <summary>How often the driver has asked for the status.</summary>
    public int StatusReads { get; private set; }

    public bool RefusesFeatures { get; set; }

    public bool RefusesVectors { get; set; }

    public ushort NotifyOffset { get; set; } = 1;

    public bool UsesEventIndex => (DriverFeatures & VirtioFeature.EventIndex) != 0;

    /// <summary>Opens the transport over this device, which must succeed.</summary>
    public IVirtioTransport OpenTransport()
    {
        IVirtioTransport? transport = VirtioPci.Open(_machine, Probe(), out string? problem);
        Assert.True(transport is not null, problem);
        return transport;
    }

    public PciFunction Probe()
        => PciFunction.Probe(new PortConfigurationSpace(_machine), Function.Address) ?? throw new InvalidOperationException("The function does not answer.");

    public uint Read(int offset, AccessWidth width) => IsTakenOut ? ReadOfNobody(offset, width) : offset switch
    {
        >= MsixStart when offset + (int)width <= MsixStart + _msix.Length => ReadBytes(_msix, offset - MsixStart, width),
        >= ConfigurationStart and < ConfigurationStart + 0x40 => ReadConfiguration(offset - ConfigurationStart, width),
        InterruptStart => (uint)ReadInterruptStatus(),
        < 0x38 => ReadCommon(offset),
        _ => 0,
    };

    public void Write(int offset, AccessWidth width, uint value)
    {
        if (IsTakenOut)
            return;
        if (offset >= MsixStart && offset + (int)width <= MsixStart + _msix.Length)
            BinaryPrimitives.WriteUInt32LittleEndian(_msix.AsSpan(offset - MsixStart), value);
        else if (offset is >= NotifyStart and < NotifyStart + 0x400)
            Notified((int)value);
        else if (offset < 0x38)
            WriteCommon(offset, value);
    }

    /// <summary>Raises a queue's interrupt, or the configuration's for null: as far as MSI-X is set up, or by the pin where it is off.</summary>
    public void Interrupt(SimulatedQueue? queue)
    {
        if (!HasVectorsEnabled)
        {
            PendingStatus |= queue is null ? InterruptStatus.Configuration : InterruptStatus.Queue;
            if ((Function.Command & (ushort)PciCommand.InterruptDisable) == 0)
                _machine.RaiseLine(Line);
            return;
        }

        int vector = queue?.Vector ?? ConfigurationVector;
        bool enabled = (Function.Read(_msixControl, AccessWidth.Word) & 0x4000) == 0 && (Function.Command & (ushort)PciCommand.BusMaster) != 0;
        if (!enabled || vector * 16 >= _msix.Length || (ReadBytes(_msix, (vector * 16) + 12, AccessWidth.Dword) & 1) != 0)
            return;
        _machine.WriteMessage(BinaryPrimitives.ReadUInt64LittleEndian(_msix.AsSpan(vector * 16)), ReadBytes(_msix, (vector * 16) + 8, AccessWidth.Dword));
    }

    public InterruptStatus ReadInterruptStatus()
    {
        InterruptStatus status = PendingStatus;
        PendingStatus = InterruptStatus.None;
        return status;
    }

    /// <summary>Changes the configuration as a device must: new generation, then the interrupt.</summary>
    public void ChangeConfiguration(Action<byte[]> change)
    {
        change(Configuration);
        Generation++;
        Interrupt(queue: null);
    }

    protected internal virtual void Notified(int queue) => Doorbells.Add(queue);

    private int AddStructure(byte type, int offset, int length, byte[] extra)
    {
        byte[] capability = new byte[14 + extra.Length];
        capability[0] = (byte)(16 + extra.Length);
        capability[1] = type;
        capability[2] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(capability.AsSpan(6), offset);
        BinaryPrimitives.WriteInt32LittleEndian(capability.AsSpan(10), length);
        extra.CopyTo(capability, 14);
        return Function.AddCapability(PciCapabilityId.VendorSpecific, capability);
    }

    public uint ReadConfiguration(int offset, AccessWidth width)
    {
        ConfigurationRead?.Invoke(offset);
        return ReadBytes(Configuration, offset, width);
    }

    public static uint ReadBytes(byte[] bytes, int offset, AccessWidth width)
    {
        uint value = 0;
        for (int i = 0; i < (int)width; i++)
            value |= (uint)bytes[offset + i] << (8 * i);
        return value;
    }

    private uint ReadOfNobody(int offset, AccessWidth width)
    {
        StatusReads += offset == 0x14 ? 1 : 0;
        return uint.MaxValue >> (32 - (8 * (int)width));
    }

    private SimulatedQueue? Selected => _queueSelect < Queues.Count ? Queues[_queueSelect] : null;

    private uint ReadCommon(int offset) => offset switch
    {
        0x04 => (uint)(Features >> (int)(32 * _deviceFeatureSelect)),
        0x10 => RefusesVectors ? 0xFFFFu : ConfigurationVector,
        0x12 => (uint)Queues.Count,
        0x14 => (uint)Status,
        0x15 => Generation,
        0x18 => Selected is { IsAbsent: false } queue ? queue.Size : 0u,
        0x1A => RefusesVectors ? 0xFFFF : (uint)(Selected?.Vector ?? 0xFFFF),
        0x1C => Selected is { Enabled: true } ? 1u : 0u,
        0x1E => NotifyOffset,
        _ => 0,
    };

    private void WriteCommon(int offset, uint value)
    {
        switch (offset)
        {
            case 0x00:
                _deviceFeatureSelect = value;
                break;
            case 0x08:
                _driverFeatureSelect = value;
                break;
            case 0x0C:
                DriverFeatures = _driverFeatureSelect == 0
                    ? (DriverFeatures & ~0xFFFF_FFFFUL) | value
                    : (DriverFeatures & 0xFFFF_FFFF) | ((ulong)value << 32);
                break;
            case 0x10:
                ConfigurationVector = (ushort)value;
                break;
            case 0x14:
                WriteStatus((DeviceStatus)value);
                break;
            case 0x16:
                _queueSelect = (ushort)value;
                break;
            default:
                if (Selected is { } queue)
                    WriteQueue(queue, offset, value);
                break;
        }
    }

    public void WriteStatus(DeviceStatus value)
    {
        if (value == DeviceStatus.Reset)
        {
            Resets++;
            if (RefusesToReset)
                return;
            PendingStatus = InterruptStatus.None;
            DriverFeatures = 0;
            ConfigurationVector = 0xFFFF;
            foreach (SimulatedQueue queue in Queues)
            {
                queue.Reset();
                queue.Size = QueueSize;
            }
        }

        bool refused = RefusesFeatures || (DriverFeatures & ~Features) != 0;
        Status = refused ? value & ~DeviceStatus.FeaturesOk : value;
    }

    private static void WriteQueue(SimulatedQueue queue, int offset, uint value)
    {
        switch (offset)
        {
            case 0x18:
                queue.Size = (ushort)value;
                break;
            case 0x1A:
                queue.Vector = (ushort)value;
                break;
            case 0x1C:
                queue.Enabled = value == 1;
                break;
            case 0x20:
                queue.Descriptors = (queue.Descriptors & ~0xFFFF_FFFFUL) | value;
                break;
            case 0x24:
                queue.Descriptors = (queue.Descriptors & 0xFFFF_FFFF) | ((ulong)value << 32);
                break;
            case 0x28:
                queue.Available = (queue.Available & ~0xFFFF_FFFFUL) | value;
                break;
            case 0x2C:
                queue.Available = (queue.Available & 0xFFFF_FFFF) | ((ulong)value << 32);
                break;
            case 0x30:
                queue.Used = (queue.Used & ~0xFFFF_FFFFUL) | value;
                break;
            case 0x34:
                queue.Used = (queue.Used & 0xFFFF_FFFF) | ((ulong)value << 32);
                break;
            default:
                break;
        }
    }
}
