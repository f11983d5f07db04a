using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Threading;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>An Intel 82540EM: its registers, its EEPROM, its receiver and its interrupt line. What it transmits is left to <see cref="SimulatedE1000Transmitter"/>.</summary>
internal sealed class SimulatedE1000 : IBusTarget
{
    public const byte Line = 11;
    public const uint TransmitDone = 1 << 0;
    public const uint LinkChange = 1 << 2;
    public const uint Overrun = 1 << 6;
    public const uint Received = 1 << 7;

    private const ulong BarAddress = 0xFEB8_0000;
    private const ulong BarLength = 0x2_0000;
    private const uint ResetBit = 1 << 26;
    private const uint LinkUp = 1 << 1;
    private const int Control = 0x0000;
    private const int Status = 0x0008;
    private const int EepromRead = 0x0014;
    private const int Cause = 0x00C0;
    private const int MaskSet = 0x00D0;
    private const int MaskClear = 0x00D8;
    private const int ReceiveControl = 0x0100;
    private const int TransmitControl = 0x0400;
    private const int ReceiveRing = 0x2800;
    private const int TransmitTail = 0x3818;
    private const int MulticastTable = 0x5200;
    private const int AddressLow = 0x5400;
    private const int AddressHigh = 0x5404;

    private readonly SimulatedMachine _machine;
    private readonly Dictionary<int, uint> _registers = [];
    private uint _causes;

    public SimulatedE1000(SimulatedMachine machine, ushort deviceId = 0x100E)
    {
        _machine = machine;
        Function = new SimulatedFunction(new PciAddress(0, 3, 0), 0x8086, deviceId);
        Function.SetBar(0, BarAddress, BarLength, flags: 0);
        Function.Bytes[0x3C] = Line;
        Function.Bytes[0x3D] = 1;
        machine.AddFunction(Function);
        machine.AddTarget(BarAddress, BarLength, this);
        Transmitter = new SimulatedE1000Transmitter(machine, this);
        byte[] address = [0x08, 0x00, 0x27, 0x12, 0x34, 0x56];
        address.CopyTo(Eeprom, 0);
        SealEeprom();
        Reset();
    }

    public SimulatedFunction Function { get; }

    public SimulatedE1000Transmitter Transmitter { get; }

    /// <summary>128 bytes, each word's lower one first.</summary>
    public byte[] Eeprom { get; } = new byte[128];

    /// <summary>Reading a word of the EEPROM never ends.</summary>
    public bool EepromHangs { get; set; }

    /// <summary>Nobody answers, as when the card is pulled out.</summary>
    public bool IsTakenOut { get; set; }

    /// <summary>The reset bit stays set.</summary>
    public bool ResetHangs { get; set; }

    /// <summary>A reset ends at once and changes nothing, as with QEMU's.</summary>
    public bool ResetsNothing { get; set; }

    /// <summary>The first address is there without being read by software, as after a reset.</summary>
    public bool LoadsAddress { get; set; } = true;

    public int Resets { get; private set; }

    /// <summary>Writes to the doorbell of the receive ring.</summary>
    public int ReceiveDoorbells { get; private set; }

    /// <summary>Signalled by every write to a ring's tail, for a device with a thread of its own.</summary>
    public EventWord? Doorbell { get; init; }

    public bool IsInterruptHigh => (Volatile.Read(ref _causes) & this[MaskSet]) != 0;

    public bool IsReceiving => (this[ReceiveControl] & 2) != 0;

    public bool HasReceiveDescriptor => this[ReceiveRing + 0x10] != this[ReceiveRing + 0x18];

    /// <summary>A register as it stands.</summary>
    public uint this[int offset]
    {
        get
        {
            lock (_registers)
                return _registers.GetValueOrDefault(offset);
        }

        set
        {
            lock (_registers)
                _registers[offset] = value;
        }
    }

    public PciFunction Open()
    {
        PciFunction? function = PciFunction.Probe(new PortConfigurationSpace(_machine), Function.Address);
        Assert.NotNull(function);
        return function;
    }

    /// <summary>Makes the EEPROM's checksum right.</summary>
    public void SealEeprom()
    {
        ushort sum = 0xBABA;
        for (int word = 0; word < 63; word++)
            sum -= BinaryPrimitives.ReadUInt16LittleEndian(Eeprom.AsSpan(word * 2));
        BinaryPrimitives.WriteUInt16LittleEndian(Eeprom.AsSpan(126), sum);
    }

    /// <summary>Plugs the cable in, or out.</summary>
    public void SetLink(bool isUp)
    {
        this[Status] = isUp ? this[Status] | LinkUp : this[Status] & ~LinkUp;
        Raise(LinkChange);
    }

    /// <summary>Sets causes; the line follows.</summary>
    public void Raise(uint causes)
    {
        Interlocked.Or(ref _causes, causes);
        UpdateLine();
    }

    /// <summary>A level has no memory: whoever changed what it depends on, or unmasked it, has this called.</summary>
    public void UpdateLine()
    {
        if (IsInterruptHigh)
            _machine.RaiseLine(Line);
    }

    /// <summary>What the wire brings: received if the filters let it pass, and there is a descriptor.</summary>
    public bool Receive(ReadOnlySpan<byte> frame) => IsReceiving && Passes(frame) && Deliver(frame);

    /// <summary>Writes a frame into the next buffer, and says of it what is said. False: there was none.</summary>
    public bool Deliver(ReadOnlySpan<byte> frame, byte status = 0b0111, byte errors = 0, int? length = null)
    {
        if (!HasReceiveDescriptor)
        {
            Raise(Overrun);
            return false;
        }

        ulong ring = this[ReceiveRing] | ((ulong)this[ReceiveRing + 4] << 32);
        uint head = this[ReceiveRing + 0x10];
        Span<byte> descriptor = _machine.Translate(ring + (head * 16), 16);
        Span<byte> buffer = _machine.Translate(BinaryPrimitives.ReadUInt64LittleEndian(descriptor), 2048);
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(descriptor[8..]));
        frame.CopyTo(buffer);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[8..], (ushort)(length ?? frame.Length));
        descriptor[13] = errors;
        Volatile.Write(ref descriptor[12], status);
        this[ReceiveRing + 0x10] = (head + 1) % (this[ReceiveRing + 8] / 16);
        Raise(Received);
        return true;
    }

    public uint Read(int offset, AccessWidth width)
    {
        Assert.True(width == AccessWidth.Dword);
        if (IsTakenOut)
            return uint.MaxValue;
        return offset switch
        {
            Cause => Interlocked.Exchange(ref _causes, 0),
            EepromRead => ReadEeprom(this[EepromRead]),
            _ => this[offset],
        };
    }

    public void Write(int offset, AccessWidth width, uint value)
    {
        Assert.True(width == AccessWidth.Dword);
        if (IsTakenOut)
            return;
        switch (offset)
        {
            case Control when (value & ResetBit) != 0:
                Reset();
                this[Control] = ResetHangs ? ResetBit : value & ~ResetBit;
                return;
            case Status or Cause:
                return;
            case MaskSet:
                this[MaskSet] |= value;
                break;
            case MaskClear:
                this[MaskSet] &= ~value;
                break;
            default:
                this[offset] = value;
                break;
        }

        if (offset == ReceiveRing + 0x18)
            ReceiveDoorbells++;
        if (offset is TransmitTail or TransmitControl)
            Transmitter.Ring();
        if (offset is TransmitTail or ReceiveRing + 0x18)
            Doorbell?.Signal();
        UpdateLine();
    }

    private uint ReadEeprom(uint register) => EepromHangs || (register & 1) == 0
        ? register
        : (register & ~1U) | 0x10 | ((uint)BinaryPrimitives.ReadUInt16LittleEndian(Eeprom.AsSpan((int)(register >> 8) * 2)) << 16);

    private void Reset()
    {
        Resets++;
        if (ResetsNothing)
            return;
        uint link = this[Status] & LinkUp;
        lock (_registers)
            _registers.Clear();
        Interlocked.Exchange(ref _causes, 0);
        this[Status] = (Resets == 1 ? LinkUp : link) | 0x80;
        Transmitter.Reset();
        if (!LoadsAddress)
            return;
        this[AddressLow] = BinaryPrimitives.ReadUInt32LittleEndian(Eeprom);
        this[AddressHigh] = BinaryPrimitives.ReadUInt16LittleEndian(Eeprom.AsSpan(4)) | (1u << 31);
    }

    private bool Passes(ReadOnlySpan<byte> frame)
    {
        const uint AllUnicast = 1 << 3;
        const uint AllMulticast = 1 << 4;
        const uint Broadcast = 1 << 15;
        uint control = this[ReceiveControl];
        if (frame[..6].IndexOfAnyExcept((byte)0xFF) < 0)
            return (control & Broadcast) != 0;
        if ((frame[0] & 1) == 0)
        {
            return (control & AllUnicast) != 0
                || ((this[AddressHigh] >> 31) == 1 && BinaryPrimitives.ReadUInt32LittleEndian(frame) == this[AddressLow]
                    && BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]) == (ushort)this[AddressHigh]);
        }

        int hash = (BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]) >> 4) & 0xFFF;
        return (control & AllMulticast) != 0 || ((this[MulticastTable + (hash / 32 * 4)] >> (hash % 32)) & 1) != 0;
    }
}
