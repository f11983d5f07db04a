namespace Sabos.Hal.Pci;

/// <summary>
/// A function's INTx pin (PCI Local Bus 3.0, 6.2.4). Firmware has routed it to one of the PC's interrupt lines, and says to which in a register
/// of the function (docs/adr/0009-intx-on-the-firmwares-line.md).
/// </summary>
public static class PciInterruptPin
{
    private const int LineOffset = 0x3C;
    private const int PinOffset = 0x3D;
    private const byte NoPin = 0;

    /// <summary>
    /// Connects the pin: from now on what the function asks for signals <paramref name="word"/>, which must outlive it. Null if it has no pin, or the pin
    /// leads nowhere. The function uses its pin only while its message signalled interrupts are off (6.8).
    /// </summary>
    public static LineInterrupt? Connect(IHardware hardware, PciFunction function, EventWord word)
    {
        if (function.ReadByte(PinOffset) == NoPin || hardware.AllocateLine(function.ReadByte(LineOffset), word) is not { } line)
            return null;
        function.Command &= ~PciCommand.InterruptDisable;
        return line;
    }

    /// <summary>
    /// Makes the function leave its pin alone (6.2.2, from PCI 2.3 on): one that nobody drives could keep a line busy that others share.
    /// </summary>
    public static void Disconnect(PciFunction function) => function.Command |= PciCommand.InterruptDisable;
}
