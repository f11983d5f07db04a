namespace Sabos.Net;

/// <summary>What became of a packet for us; all but the first is the sender's to know.</summary>
internal enum DeliveryOutcome
{
    Taken,

    /// <summary>The transport has nobody at this port.</summary>
    NoPort,

    /// <summary>Nobody takes this protocol.</summary>
    NoProtocol,
}
