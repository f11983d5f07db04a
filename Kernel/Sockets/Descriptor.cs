namespace Sabos.Sockets;

/// <summary>What a handle of ours can stand for.</summary>
internal abstract class Descriptor
{
    /// <summary>Itself where it is a socket, else null: cheaper to ask than its type.</summary>
    public virtual SocketObject? AsSocket => null;

    /// <summary>Releases it; its handle is already gone from the table. May block if the program asked for that (SO_LINGER).</summary>
    public abstract PalError Close();
}
