using System;
using Sabos.Hal.E1000;
using Sabos.Hal.Tests.Simulation;
using Sabos.Net;

namespace Sabos.Hal.Tests.E1000;

/// <summary>From the reset to the rings: how a controller is set up (14.3 to 14.5) and given back.</summary>
public sealed class E1000OpeningTests : E1000DeviceFixture
{
    private static readonly MacAddress s_own = new(0x0800_2712_3456);

    [Fact]
    public void Open_GoodDevice_IsReady()
    {
        using E1000Device device = Open();

        Assert.Equal((s_own, 1500, true, false), (device.Capabilities.Address, device.Capabilities.Mtu, device.Capabilities.TransmitChecksum, device.Capabilities.SegmentsIpv6));
        Assert.True(device.IsLinkUp);
        Assert.Equal((Buffers, 0, Buffers, 0), device.Buffers);
        Assert.Equal(2, Simulated.Resets);
        Assert.Equal(0x0406, Simulated.Function.Command & 0x0406 | 0x0400); // memory and bus master; INTx below
        Assert.Equal(0, Simulated.Function.Command & 0x0400);
        AssertWorks(device);
    }

    [Theory]
    [InlineData(0x100E, "82540EM")]
    [InlineData(0x100F, "82545EM")]
    [InlineData(0x1004, "82543GC")]
    [InlineData(0x10D3, null)]
    public void NameOf_DeviceId_IsKnownOrNot(ushort id, string? name)
    {
        using SimulatedMachine machine = new();

        Assert.Equal(name, E1000Identity.NameOf(new SimulatedE1000(machine, id).Open()));
    }

    [Fact]
    public void Open_ControlRegister_ForcesNothing()
    {
        using E1000Device device = Open();

        Assert.Equal((1U << 6) | (1 << 5), Simulated[0x0000]); // SLU, ASDE
        Assert.Equal(0x0000_0000U, Simulated[0x00C4]); // ITR
        Assert.Equal((1U << 26) | (1 << 15) | (1 << 1), Simulated[0x0100]); // SECRC, BAM, EN; buffers of 2,048 bytes
        Assert.Equal(0x0004_00FAU, Simulated[0x0400]); // COLD 40h, CT 0Fh, PSP, EN
        Assert.Equal(0x0060_200AU, Simulated[0x0410]);
    }

    [Fact]
    public void Open_EepromDamaged_TakesWhatResetLoaded()
    {
        Simulated.Eeprom[126] ^= 1;
        using E1000Device device = Open();

        Assert.Equal(s_own, device.Capabilities.Address);
    }

    [Fact]
    public void Open_EepromNeverAnswers_TakesWhatResetLoaded()
    {
        Simulated.EepromHangs = true;
        using E1000Device device = Open();

        Assert.Equal(s_own, device.Capabilities.Address);
        AssertWorks(device);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_NoUsableAddress_MakesALocalOne(bool isGroup)
    {
        Simulated.LoadsAddress = false;
        Simulated.Eeprom.AsSpan(0, 6).Clear();
        Simulated.Eeprom[0] = isGroup ? (byte)1 : (byte)0;
        Simulated.SealEeprom();
        using E1000Device device = Open();

        Assert.Equal(0b10UL, (device.Capabilities.Address.Bits >> 40) & 0b11);
        byte[] frame = Frame(1);
        device.Capabilities.Address.WriteTo(frame);
        Assert.True(Simulated.Receive(frame));
    }

    [Fact]
    public void Open_LinkDown_ComesUpByInterrupt()
    {
        Simulated.SetLink(false);
        using E1000Device device = Open();
        Assert.False(device.IsLinkUp);
        uint observed = Wake.Observe();
        Simulated.SetLink(true);
        Assert.NotEqual(observed, Wake.Observe());
        ReceiveAll(device);

        Assert.True(device.IsLinkUp);
    }

    [Theory]
    [InlineData("registers")]
    [InlineData("reset")]
    [InlineData("pin")]
    [InlineData("line")]
    [InlineData("memory 0")]
    [InlineData("memory 1")]
    [InlineData("memory 3")]
    public void Open_Impossible_SaysWhyAndLeavesNothingBehind(string reason)
    {
        switch (reason)
        {
            case "registers":
                Simulated.Function.SetBar(0, 0xC000, 0x40, flags: 1);
                break;
            case "reset":
                Simulated.ResetHangs = true;
                break;
            case "pin":
                Simulated.Function.Bytes[0x3D] = 0;
                break;
            case "line":
                Simulated.Function.Bytes[0x3C] = 0xFF;
                reason = "pin";
                break;
            default:
                Machine.DmaAllocationsLeft = reason[^1] - '0';
                reason = "memory";
                break;
        }

        Assert.Null(E1000Device.Open(Machine, Simulated.Open(), Wake, Time, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Equal((0, 0), (Machine.LiveDma, Machine.LiveListeners));
        Assert.Equal(0, Simulated.Function.Command & 4);
    }

    [Fact]
    public void Dispose_GivesEverythingBackAndIsSilent()
    {
        E1000Device device = Open();
        device.Dispose();

        Assert.Equal((0, 0), (Machine.LiveDma, Machine.LiveListeners));
        Assert.Equal((0U, false), (Simulated[0x00D0], Simulated.IsReceiving));
        Assert.Equal(0, Simulated.Function.Command & 4);
    }
}
