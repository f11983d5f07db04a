using System.Collections.Generic;
using Sabos.Hal.Acpi;

namespace Sabos.Hal.Pci;

/// <summary>Chooses how configuration space is reached.</summary>
public static class ConfigurationSpace
{
    /// <summary>Through memory where the firmware's MCFG table maps segment 0's first bus, through the ports otherwise.</summary>
    public static IConfigurationSpace Open(IHardware hardware, AcpiTables? tables)
    {
        if (tables is not null && tables.TryRead(ConfigurationRegion.Signature, out byte[]? table)
            && ConfigurationRegion.TryParse(table, out IReadOnlyList<ConfigurationRegion>? regions))
        {
            foreach (ConfigurationRegion region in regions)
            {
                if (region is { Segment: 0, FirstBus: 0 })
                    return new MappedConfigurationSpace(hardware, region);
            }
        }

        return new PortConfigurationSpace(hardware.Ports);
    }
}
