namespace Sabos.Net;

/// <summary>A place for a chunk. An array of arrays would check the type of its element at every use (covariance).</summary>
internal struct ChunkSlot
{
    public byte[]? Chunk;
}
