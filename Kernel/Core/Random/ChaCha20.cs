namespace Sabos.Core.Random;

/// <summary>The ChaCha20 block function, RFC 8439 section 2.3.</summary>
internal static unsafe class ChaCha20
{
    public const int KeyWords = 8;
    public const int BlockWords = 16;
    private const int DoubleRounds = 10;

    /// <summary>Writes block <paramref name="counter"/> of the key stream with an all-zero nonce to 16 words.</summary>
    public static void Block(uint* key, uint counter, uint* output)
    {
        uint* initial = stackalloc uint[BlockWords];
        initial[0] = 0x61707865; // "expand 32-byte k", RFC 8439 2.3
        initial[1] = 0x3320646E;
        initial[2] = 0x79622D32;
        initial[3] = 0x6B206574;
        for (int i = 0; i < KeyWords; i++)
            initial[4 + i] = key[i];
        initial[12] = counter;
        initial[13] = 0;
        initial[14] = 0;
        initial[15] = 0;

        for (int i = 0; i < BlockWords; i++)
            output[i] = initial[i];
        for (int round = 0; round < DoubleRounds; round++)
        {
            QuarterRound(output, 0, 4, 8, 12);
            QuarterRound(output, 1, 5, 9, 13);
            QuarterRound(output, 2, 6, 10, 14);
            QuarterRound(output, 3, 7, 11, 15);
            QuarterRound(output, 0, 5, 10, 15);
            QuarterRound(output, 1, 6, 11, 12);
            QuarterRound(output, 2, 7, 8, 13);
            QuarterRound(output, 3, 4, 9, 14);
        }

        for (int i = 0; i < BlockWords; i++)
            output[i] += initial[i];
    }

    private static void QuarterRound(uint* state, int a, int b, int c, int d) // RFC 8439 2.1
    {
        state[a] += state[b];
        state[d] = RotateLeft(state[d] ^ state[a], 16);
        state[c] += state[d];
        state[b] = RotateLeft(state[b] ^ state[c], 12);
        state[a] += state[b];
        state[d] = RotateLeft(state[d] ^ state[a], 8);
        state[c] += state[d];
        state[b] = RotateLeft(state[b] ^ state[c], 7);
    }

    private static uint RotateLeft(uint value, int count) => (value << count) | (value >> (32 - count));
}
