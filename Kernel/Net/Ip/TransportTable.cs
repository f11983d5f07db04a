namespace Sabos.Net;

/// <summary>The transports by protocol number.</summary>
internal sealed class TransportTable
{
    private readonly ITransport?[] _transports = new ITransport?[256];

    public ITransport? this[IpProtocol protocol]
    {
        get => _transports[(byte)protocol];
        set => _transports[(byte)protocol] = value;
    }
}
