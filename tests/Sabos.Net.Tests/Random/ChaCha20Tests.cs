using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class ChaCha20Tests
{
    // RFC 8439 2.3.2.
    [Fact]
    public void WriteBlock_OfTheRfcExample_IsItsKeystream()
    {
        byte[] key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        byte[] nonce = Convert.FromHexString("000000090000004A00000000");
        byte[] output = new byte[64];
        ChaCha20.WriteBlock(key, 1, nonce, output);
        Assert.Equal(
            "10F1E7E4D13B5915500FDD1FA32071C4C7D1F4C733C068030422AA9AC3D46C4ED2826446079FAA0914C2D705D98B02A2B5129CD1DE164EB9CBD083E8A2503C4E",
            Convert.ToHexString(output));
    }
}
