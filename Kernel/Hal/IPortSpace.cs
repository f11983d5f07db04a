namespace Sabos.Hal;

/// <summary>The x86 I/O ports.</summary>
public interface IPortSpace
{
    /// <summary>Reads a port. A port that no device decodes reads as all ones.</summary>
    uint Read(ushort port, AccessWidth width);

    /// <summary>Writes the low <paramref name="width"/> bytes of <paramref name="value"/> to a port.</summary>
    void Write(ushort port, AccessWidth width, uint value);
}
