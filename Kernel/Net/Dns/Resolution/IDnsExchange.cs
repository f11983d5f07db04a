using System;

namespace Sabos.Net;

/// <summary>One query on its way to one server, and back.</summary>
internal interface IDnsExchange
{
    /// <summary>What was asked.</summary>
    DnsQueryMessage Query { get; }

    /// <summary>Something happened: <see cref="Read"/> is to be called.</summary>
    bool HasEvent { get; }

    /// <summary>Takes what came.</summary>
    /// <param name="buffer">At least <see cref="DnsQueryMessage.MaxUdpPayload"/> bytes, for a message that is not held elsewhere.</param>
    /// <param name="message">The answer, there or elsewhere; valid until the next call.</param>
    DnsExchangeResult Read(Span<byte> buffer, out ReadOnlySpan<byte> message);

    void Close();
}
