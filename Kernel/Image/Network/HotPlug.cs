using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Sabos.Hal;
using Sabos.Hal.Pci;
using Sabos.Hal.VirtioNet;
using Sabos.Sockets;

namespace Sabos.Image;

/// <summary>Lets go of network devices that are taken out while the machine runs: a thread of its own, which sleeps until a slot tells of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Watches for the life of the machine.")]
[SuppressMessage("Reliability", "CA2000", Justification = "So do its slots.")]
internal sealed class HotPlug
{
    private readonly EventWord _wake = new();
    private readonly List<HotPlugSlot> _slots = [];
    private readonly Machine _machine;
    private readonly NetworkLoop _loop;
    private readonly BootLog _log;

    private HotPlug(Machine machine, NetworkLoop loop, BootLog log)
    {
        _machine = machine;
        _loop = loop;
        _log = log;
    }

    /// <summary>Watches the machine's slots, if it has any.</summary>
    public static void Watch(Machine machine, NetworkLoop loop, BootLog log)
    {
        HotPlug watch = new(machine, loop, log);
        foreach (PciFunction function in machine.Functions)
        {
            if (HotPlugSlot.Open(machine.Hardware, function, watch._wake) is { } slot)
                watch._slots.Add(slot);
        }

        if (watch._slots.Count > 0)
            new Thread(watch.Run) { IsBackground = true, Name = "hot plug" }.Start();
    }

    [DoesNotReturn]
    private void Run()
    {
        while (true)
        {
            uint observed = _wake.Observe();
            foreach (HotPlugSlot slot in _slots)
                Follow(slot);
            _wake.Wait(observed, Timeout.InfiniteTimeSpan);
        }
    }

    // What is put in is not used before the next start: firmware has given it no addresses.
    private void Follow(HotPlugSlot slot)
    {
        SlotEvents events = slot.TakeEvents();
        bool isAsked = (events & SlotEvents.AttentionButton) != 0;
        if (events == SlotEvents.None || (slot.IsOccupied && !isAsked))
            return;
        foreach ((PciAddress address, VirtioNetDevice device) in _machine.RemovableDevices)
        {
            if (address.Bus == slot.Bus && Remove(device))
                _log.Warn($"network device {address}: {(isAsked ? "may be taken out" : "was taken out")}");
        }

        if (isAsked)
            slot.PowerOff();
    }

    private bool Remove(VirtioNetDevice device)
    {
        using (_loop.Enter())
            return device.Remove();
    }
}
