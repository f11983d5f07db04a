namespace Sabos.Sockets;

/// <summary>One piece of a scattered buffer (struct iovec). 16 bytes.</summary>
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Count;
}

/// <summary>A message with its address and control data (pal_networking.h, MessageHeader). 40 bytes.</summary>
internal unsafe struct MessageHeader
{
    public byte* SocketAddress;
    public IoVector* Vectors;
    public byte* ControlBuffer;
    public int SocketAddressLength;
    public int VectorCount;
    public int ControlBufferLength;
    public MessageFlags Flags;
}
