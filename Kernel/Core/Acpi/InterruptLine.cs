namespace Sabos.Core.Acpi;

/// <summary>How an interrupt line is signalled.</summary>
internal struct InterruptLine
{
    public uint Global;
    public bool ActiveLow;
    public bool LevelTriggered;
}
