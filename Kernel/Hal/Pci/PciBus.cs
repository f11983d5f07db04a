using System.Collections;
using System.Collections.Generic;

namespace Sabos.Hal.Pci;

/// <summary>Finds every function behind the host bridge (PCI Local Bus 3.0, 3.2.2.3.4; bridges by PCI-to-PCI Bridge 1.2, 3.2.5).</summary>
public static class PciBus
{
    private const int BusCount = 256;

    /// <summary>
    /// All functions on bus 0 and on the buses behind bridges, as firmware numbered them. Each bus is scanned once, however
    /// bridges point at each other. Further host bridges with buses of their own are not looked for.
    /// </summary>
    public static IReadOnlyList<PciFunction> Enumerate(IConfigurationSpace space)
    {
        List<PciFunction> functions = [];
        BitArray found = new(BusCount) { [0] = true };
        Queue<byte> buses = new([0]);
        while (buses.TryDequeue(out byte bus))
        {
            for (byte device = 0; device < PciAddress.DevicesPerBus; device++)
            {
                foreach (PciFunction function in ProbeDevice(space, bus, device))
                {
                    functions.Add(function);
                    byte secondary = function.SecondaryBus;
                    if (!found[secondary])
                    {
                        found[secondary] = true;
                        buses.Enqueue(secondary);
                    }
                }
            }
        }

        return functions;
    }

    private static IEnumerable<PciFunction> ProbeDevice(IConfigurationSpace space, byte bus, byte device)
    {
        // A device always has function 0, which tells whether to look for others.
        if (PciFunction.Probe(space, new PciAddress(bus, device, 0)) is not { } first)
            yield break;
        yield return first;
        if (!first.IsMultiFunction)
            yield break;
        for (byte number = 1; number < PciAddress.FunctionsPerDevice; number++)
        {
            if (PciFunction.Probe(space, new PciAddress(bus, device, number)) is { } function)
                yield return function;
        }
    }
}
