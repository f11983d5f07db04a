using System.Linq;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>The ports of a device with the legacy interface (virtio 1.2, 4.1.4.10), written from the specification.</summary>
internal sealed class SimulatedLegacyPorts(SimulatedVirtio device) : IBusTarget
{
    private const ulong PageSize = 4096;

    private ushort _selected;

    private SimulatedQueue? Selected => device.Queues.ElementAtOrDefault(_selected);

    private int ConfigurationStart => device.HasVectorsEnabled ? 24 : 20;

    public uint Read(int offset, AccessWidth width)
    {
        if (device.IsTakenOut)
            return uint.MaxValue >> (32 - (8 * (int)width));
        if (offset >= ConfigurationStart)
            return device.ReadConfiguration(offset - ConfigurationStart, width);
        return offset switch
        {
            0 => (uint)device.Features,
            8 => (uint)((Selected?.Descriptors ?? 0) / PageSize),
            12 => Selected?.Size ?? 0u,
            18 => (uint)device.Status,
            19 => (uint)device.ReadInterruptStatus(),
            20 => device.RefusesVectors ? 0xFFFFu : device.ConfigurationVector,
            22 => device.RefusesVectors ? 0xFFFFu : Selected?.Vector ?? 0xFFFFu,
            _ => 0,
        };
    }

    public void Write(int offset, AccessWidth width, uint value)
    {
        if (device.IsTakenOut || offset >= ConfigurationStart)
            return;
        switch (offset)
        {
            case 4:
                device.DriverFeatures = value;
                break;
            case 8 when Selected is { } queue:
                Place(queue, value);
                break;
            case 14:
                _selected = (ushort)value;
                break;
            case 16:
                device.Notified((int)value);
                break;
            case 18:
                Assert.False(((DeviceStatus)value).HasFlag(DeviceStatus.FeaturesOk), "The legacy interface has no such status.");
                device.WriteStatus((DeviceStatus)value);
                break;
            case 20:
                device.ConfigurationVector = (ushort)value;
                break;
            case 22 when Selected is { } queue:
                queue.Vector = (ushort)value;
                break;
            default:
                Assert.Fail($"A driver has no business at port {offset}.");
                break;
        }
    }

    // 2.7.2: the used ring begins at the next page behind the available ring.
    private static void Place(SimulatedQueue queue, uint page)
    {
        queue.Descriptors = page * PageSize;
        queue.Available = queue.Descriptors + (16UL * queue.Size);
        queue.Used = (queue.Available + (ulong)(2 * (3 + queue.Size)) + PageSize - 1) / PageSize * PageSize;
        queue.Enabled = page != 0;
    }
}
