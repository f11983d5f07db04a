using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Random;

/// <summary>
/// The machine's random bytes: ChaCha20 with fast key erasure. Each request takes its bytes from blocks 1.. of the key stream and the next
/// key from block 0, so what was given out cannot be computed from what is in memory afterwards.
/// </summary>
internal static unsafe class RandomSource
{
    private struct Words
    {
        public fixed uint Item[ChaCha20.KeyWords];
    }

    private const ulong BlockBytes = ChaCha20.BlockWords * sizeof(uint);
    private const int ChunkLength = 256;
    private const int ReseedAfterEvents = 64;

    private static Words s_key;
    private static Words s_pool;
    private static int s_poolEvents;

    /// <summary>Seeds the generator; nothing may be drawn before.</summary>
    public static void Initialize()
    {
        uint* sample = stackalloc uint[ChaCha20.KeyWords];
        EntropySource.CollectHardware(sample);
        Absorb(sample);
        EntropySource.CollectTiming(sample);
        Absorb(sample);
    }

    /// <summary>Notes when an interrupt came. Cheap, and mixed into the key at the next request after enough of them.</summary>
    public static void AddEvent()
    {
        int slot = s_poolEvents++ & (ChaCha20.KeyWords - 1);
        uint old = s_pool.Item[slot];
        s_pool.Item[slot] = ((old << 7) | (old >> 25)) ^ (uint)Instructions.ReadTsc();
    }

    /// <summary>Fills <paramref name="destination"/>, core memory, with <paramref name="length"/> random bytes.</summary>
    public static void Fill(byte* destination, ulong length)
    {
        if (s_poolEvents >= ReseedAfterEvents)
        {
            s_poolEvents = 0;
            fixed (Words* pool = &s_pool)
                Absorb(pool->Item);
        }

        uint* block = stackalloc uint[ChaCha20.BlockWords];
        fixed (Words* key = &s_key)
        {
            uint counter = 1;
            while (length > 0)
            {
                ChaCha20.Block(key->Item, counter++, block);
                ulong step = length < BlockBytes ? length : BlockBytes;
                PageOperations.Copy(destination, block, step);
                destination += step;
                length -= step;
            }

            Rekey(key->Item, block);
        }
    }

    /// <summary>Fills the program's buffer; <paramref name="length"/>, or -EFAULT.</summary>
    public static long FillProgram(ulong buffer, ulong length)
    {
        byte* chunk = stackalloc byte[ChunkLength];
        for (ulong done = 0; done < length;)
        {
            ulong step = length - done < ChunkLength ? length - done : ChunkLength;
            Fill(chunk, step);
            if (!UserMemory.TryCopyOut(buffer + done, chunk, step))
                return done > 0 ? (long)done : Errno.EFAULT;
            done += step;
        }

        return (long)length;
    }

    // The new key is unpredictable if either the old one or the sample was.
    private static void Absorb(uint* sample)
    {
        uint* block = stackalloc uint[ChaCha20.BlockWords];
        fixed (Words* key = &s_key)
        {
            for (int i = 0; i < ChaCha20.KeyWords; i++)
                key->Item[i] ^= sample[i];
            Rekey(key->Item, block);
        }
    }

    private static void Rekey(uint* key, uint* block)
    {
        ChaCha20.Block(key, 0, block);
        for (int i = 0; i < ChaCha20.KeyWords; i++)
            key[i] = block[i];
        for (int i = 0; i < ChaCha20.BlockWords; i++)
            block[i] = 0;
    }
}
