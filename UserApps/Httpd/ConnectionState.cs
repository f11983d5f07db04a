namespace Sabos.Httpd;

/// <summary>What a connection's socket operation is for.</summary>
internal enum ConnectionState
{
    Receiving,
    Sending,

    /// <summary>Everything is sent; waiting for the client to close.</summary>
    Lingering,
}
