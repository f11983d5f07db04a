namespace Sabos.Sockets;

/// <summary>What a handle of ours can stand for.</summary>
internal abstract class Descriptor
{
    /// <summary>Releases it; its handle is already gone from the table. May block if the program asked for that (SO_LINGER).</summary>
    public abstract PalError Close();
}
