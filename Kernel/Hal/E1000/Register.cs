namespace Sabos.Hal.E1000;

/// <summary>
/// Where the registers lie (Intel 317453, PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's Manual, table 13-2). Each has 32 bits.
/// </summary>
internal static class Register
{
    /// <summary>CTRL.</summary>
    public const int Control = 0x0000;

    /// <summary>STATUS.</summary>
    public const int Status = 0x0008;

    /// <summary>EERD.</summary>
    public const int EepromRead = 0x0014;

    /// <summary>FCAL: the first of the two words that say which address PAUSE frames have.</summary>
    public const int FlowControlAddressLow = 0x0028;

    /// <summary>FCAH.</summary>
    public const int FlowControlAddressHigh = 0x002C;

    /// <summary>FCT.</summary>
    public const int FlowControlType = 0x0030;

    /// <summary>ICR: reading it clears it, and withdraws the interrupt.</summary>
    public const int InterruptCause = 0x00C0;

    /// <summary>ITR: the shortest time between two interrupts, in units of 256 ns.</summary>
    public const int InterruptThrottling = 0x00C4;

    /// <summary>IMS: bits written as one are enabled.</summary>
    public const int InterruptMaskSet = 0x00D0;

    /// <summary>IMC: bits written as one are disabled.</summary>
    public const int InterruptMaskClear = 0x00D8;

    /// <summary>RCTL.</summary>
    public const int ReceiveControl = 0x0100;

    /// <summary>FCTTV.</summary>
    public const int FlowControlTimer = 0x0170;

    /// <summary>TCTL.</summary>
    public const int TransmitControl = 0x0400;

    /// <summary>TIPG.</summary>
    public const int TransmitGap = 0x0410;

    /// <summary>RDBAL, with RDBAH behind it.</summary>
    public const int ReceiveBase = 0x2800;

    /// <summary>RDLEN, in bytes.</summary>
    public const int ReceiveLength = 0x2808;

    /// <summary>RDH.</summary>
    public const int ReceiveHead = 0x2810;

    /// <summary>RDT: the first descriptor that is not the controller's.</summary>
    public const int ReceiveTail = 0x2818;

    /// <summary>RDTR.</summary>
    public const int ReceiveDelay = 0x2820;

    /// <summary>RADV.</summary>
    public const int ReceiveAbsoluteDelay = 0x282C;

    /// <summary>TDBAL, with TDBAH behind it.</summary>
    public const int TransmitBase = 0x3800;

    /// <summary>TDLEN, in bytes.</summary>
    public const int TransmitLength = 0x3808;

    /// <summary>TDH.</summary>
    public const int TransmitHead = 0x3810;

    /// <summary>TDT: the first descriptor that is not the controller's.</summary>
    public const int TransmitTail = 0x3818;

    /// <summary>RXCSUM.</summary>
    public const int ReceiveChecksum = 0x5000;

    /// <summary>MTA: 128 words of bits, one for each value of the hash of a group's address.</summary>
    public const int MulticastTable = 0x5200;

    /// <summary>RAL(0): the station's own address, the first byte lowest.</summary>
    public const int AddressLow = 0x5400;

    /// <summary>RAH(0).</summary>
    public const int AddressHigh = 0x5404;

    /// <summary>Bytes from the first register to behind the last one that is used.</summary>
    public const int MappedLength = 0x6000;
}
