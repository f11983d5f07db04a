using Xunit;

namespace Sabos.Image.Tests;

public class SampleProfileTests
{
    [Fact]
    public void Functions_SeveralAddressesOfOne_CountTogether()
    {
        SampleProfile profile = new([10, 11, 20, 11, 30, 40], static address => address switch
        {
            < 20 => "Copy",
            20 => "Sum",
            30 => "wait_for_interrupt",
            _ => null,
        });

        Assert.Equal(6, profile.Samples);
        Assert.Equal(1, profile.Idle);
        Assert.Equal([("Copy", 3), ("0x28", 1), ("Sum", 1)], profile.Functions);
        Assert.Equal(50, profile.Percentage(3));
    }

    [Fact]
    public void Percentage_WithoutSamples_IsNone() => Assert.Equal(0, new SampleProfile([], static _ => null).Percentage(0));
}
