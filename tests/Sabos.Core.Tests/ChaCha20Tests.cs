using System;
using System.Runtime.InteropServices;
using Sabos.Core.Random;
using Xunit;

namespace Sabos.Core.Tests;

public unsafe class ChaCha20Tests
{
    // RFC 8439, A.1, test vectors 1, 2 and 3: nonce zero.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0, "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 1, "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", 1, "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0")]
    public void Block_Rfc8439Vector_GivesItsKeyStream(string key, uint counter, string keyStream)
    {
        uint[] keyWords = MemoryMarshal.Cast<byte, uint>(Convert.FromHexString(key)).ToArray();
        uint[] output = new uint[ChaCha20.BlockWords];

        fixed (uint* keyPointer = keyWords, outputPointer = output)
            ChaCha20.Block(keyPointer, counter, outputPointer);

        Assert.Equal(keyStream, Convert.ToHexStringLower(MemoryMarshal.AsBytes<uint>(output)));
    }
}
