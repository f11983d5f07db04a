namespace Sabos.Hal;

/// <summary>Device registers in I/O ports, as an I/O base address register gives them.</summary>
internal sealed class PortRegisters : RegisterBlock
{
    private readonly IPortSpace _ports;
    private readonly ushort _first;

    /// <param name="ports">The machine's ports.</param>
    /// <param name="first">The first port; <paramref name="first"/> + <paramref name="length"/> is at most 65536.</param>
    /// <param name="length">How many ports.</param>
    public PortRegisters(IPortSpace ports, ushort first, int length)
        : base(length)
    {
        _ports = ports;
        _first = first;
    }

    protected override uint Load(int offset, AccessWidth width) => _ports.Read((ushort)(_first + offset), width);

    protected override void Store(int offset, AccessWidth width, uint value) => _ports.Write((ushort)(_first + offset), width, value);
}
