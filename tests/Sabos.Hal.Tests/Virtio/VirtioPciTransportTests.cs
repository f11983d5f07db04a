using System;
using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Hal.Pci;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.Tests.Virtio;

public sealed class VirtioPciTransportTests : IDisposable
{
    private const int StructureOffset = 8;
    private const int StructureLength = 12;

    private readonly SimulatedMachine _machine = new();
    private readonly SimulatedVirtio _device;

    public VirtioPciTransportTests() => _device = new SimulatedVirtio(_machine, 0x1041, queues: 2, queueSize: 64);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(0x1AF4, 0x1041, 0, 1)]
    [InlineData(0x1AF4, 0x1042, 0, 2)]
    [InlineData(0x1AF4, 0x1000, 1, 1)] // transitional: the subsystem tells
    [InlineData(0x1AF4, 0x1110, 1, null)]
    [InlineData(0x8086, 0x1041, 1, null)]
    public void DeviceType_FromIdentifiers(int vendor, int device, int subsystem, int? type)
    {
        SimulatedFunction function = new(new PciAddress(0, 9, 0), (ushort)vendor, (ushort)device);
        function.SetWord(0x2E, (ushort)subsystem);
        _machine.AddFunction(function);

        Assert.Equal(type, VirtioPciIdentity.DeviceType(PciFunction.Probe(new PortConfigurationSpace(_machine), function.Address)!));
    }

    [Fact]
    public void Handshake_GoesThroughTheStepsAndBothFeatureHalves()
    {
        using IVirtioTransport transport = _device.OpenTransport();
        _device.Features = VirtioFeature.Version1 | VirtioFeature.EventIndex | (1UL << 63) | 1;
        _device.Status = DeviceStatus.DriverOk; // what firmware left behind

        Assert.True(VirtioHandshake.TryBegin(transport, out ulong offered));
        Assert.Equal(_device.Features, offered);
        Assert.Equal(DeviceStatus.Acknowledge | DeviceStatus.Driver, _device.Status);
        Assert.True(VirtioHandshake.TryAccept(transport, VirtioFeature.Version1 | 1));
        Assert.Equal(VirtioFeature.Version1 | 1, _device.DriverFeatures);
        VirtioHandshake.Complete(transport);
        Assert.Equal(DeviceStatus.Acknowledge | DeviceStatus.Driver | DeviceStatus.FeaturesOk | DeviceStatus.DriverOk, _device.Status);
    }

    [Fact]
    public void TryBegin_DeviceThatNeverResets_GivesUp()
    {
        using IVirtioTransport transport = _device.OpenTransport();
        _device.Status = DeviceStatus.DriverOk;
        _device.RefusesToReset = true;

        Assert.False(VirtioHandshake.TryBegin(transport, out _));
    }

    [Fact]
    public void TryReset_BusMasteringStartsOnlyAfterIt()
    {
        _device.Function.SetWord(4, 0);
        using IVirtioTransport transport = _device.OpenTransport();
        Assert.Equal(0, _device.Function.Command & (ushort)PciCommand.BusMaster);

        Assert.True(transport.TryReset());
        Assert.NotEqual(0, _device.Function.Command & (ushort)PciCommand.BusMaster);
    }

    [Fact]
    public void Notify_RingsAtTheDoorbellTheDeviceNamed()
    {
        using IVirtioTransport transport = _device.OpenTransport();
        _device.NotifyOffset = 255;

        Assert.True(transport.TryEnableQueue(1, new QueueAddresses(64, 0, 0, 0), vector: 0));
        transport.Notify(1);
        Assert.Equal([1], _device.Doorbells);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(0xFFFF)]
    public void TryEnableQueue_DoorbellOutsideTheStructure_IsRefused(int offset)
    {
        using IVirtioTransport transport = _device.OpenTransport();
        _device.NotifyOffset = (ushort)offset;

        Assert.False(transport.TryEnableQueue(0, new QueueAddresses(64, 0, 0, 0), vector: 0));
    }

    [Fact]
    public void TryEnableQueue_DeviceWithoutVectors_IsRefused()
    {
        using EventWord word = new();
        using IVirtioTransport transport = _device.OpenTransport();
        Assert.True(transport.Interrupts.TryConnect(word, 1));
        _device.RefusesVectors = true;

        Assert.False(transport.TryEnableQueue(0, new QueueAddresses(64, 0, 0, 0), vector: 0));
        Assert.False(transport.TryRouteConfigurationChanges(0));
    }

    [Fact]
    public void ReadQueueSize_NoSuchQueue_IsZero()
    {
        using IVirtioTransport transport = _device.OpenTransport();

        Assert.Equal(64, transport.ReadQueueSize(1));
        Assert.Equal(0, transport.ReadQueueSize(2));
    }

    [Theory]
    [InlineData(StructureOffset, 0x4000)] // beyond the range
    [InlineData(StructureOffset, 0x3FFC)]
    [InlineData(StructureOffset, 0xFFFF_FFFC)]
    [InlineData(StructureOffset, 2)] // misaligned
    [InlineData(StructureLength, 0x37)] // too short
    [InlineData(StructureLength, 0)]
    public void Open_CommonStructureAbsurd_IsRefused(int field, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_device.Function.Bytes[(_device.CommonCapability + field)..], value);

        Assert.Null(VirtioPciTransport.Open(_machine, _device.Probe(), out string? problem));
        Assert.Contains("common configuration", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SecondStructureGood_IsUsed()
    {
        byte[] copy = _device.Function.Bytes.Slice(_device.CommonCapability + 2, 14).ToArray();
        _device.Function.Bytes[_device.CommonCapability + 4] = 6; // a reserved base address register
        _device.Function.AddCapability(PciCapabilityId.VendorSpecific, copy);

        using IVirtioTransport transport = _device.OpenTransport();
        Assert.Equal(1, transport.DeviceType);
    }

    [Fact]
    public void Open_NotifyCapabilityWithoutMultiplier_IsRefused()
    {
        _device.Function.Bytes[_device.NotifyCapability + 2] = 16;

        Assert.Null(VirtioPciTransport.Open(_machine, _device.Probe(), out string? problem));
        Assert.Contains("notification", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnyConfigurationSpace_NeverThrows()
    {
        byte[] good = _device.Function.Bytes[..256].ToArray();
        Prop.ForAll<int>(seed =>
        {
            Random random = new(seed);
            good.CopyTo(_device.Function.Bytes);
            for (int change = random.Next(1, 12); change > 0; change--)
                _device.Function.Bytes[random.Next(8, 256)] = (byte)random.Next(256);
            _device.NotifyOffset = (ushort)random.Next();
            using VirtioPciTransport? transport = VirtioPciTransport.Open(_machine, _device.Probe(), out string? problem);
            if (transport is null)
                return problem is not null;
            transport.TryReset();
            if (transport.TryEnableQueue(0, new QueueAddresses(64, 0, 0, 0), vector: 0))
                transport.Notify(0);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
