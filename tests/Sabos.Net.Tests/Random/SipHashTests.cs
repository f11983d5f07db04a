using System;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class SipHashTests
{
    private static readonly SipHash s_hash = new(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908);

    // The reference implementation's vectors, and Appendix A of the paper (length 15).
    [Theory]
    [InlineData(0, 0x726F_DB47_DD0E_0E31)]
    [InlineData(1, 0x74F8_39C5_93DC_67FD)]
    [InlineData(7, 0xAB02_00F5_8B01_D137)]
    [InlineData(8, 0x93F5_F579_9A93_2462)]
    [InlineData(15, 0xA129_CA61_49BE_45E5)]
    public void Compute_OfTheReferenceVectors_IsTheirHash(int length, ulong expected)
    {
        byte[] input = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        Assert.Equal(expected, s_hash.Compute(input));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Compute_OfWords_EqualsThatOfTheirBytes(int count)
    {
        ulong[] words = Enumerable.Range(1, count).Select(i => (ulong)i * 0x9E37_79B9_7F4A_7C15).ToArray();
        Assert.Equal(s_hash.Compute(MemoryMarshal.AsBytes<ulong>(words)), s_hash.Compute((ReadOnlySpan<ulong>)words));
    }
}
