using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>How a question was answered.</summary>
/// <param name="Status">Success, or why there is nothing.</param>
/// <param name="Addresses">Of a question for addresses.</param>
/// <param name="Name">The canonical name; of a question for a pointer, where it points.</param>
internal sealed record DnsAnswer(DnsStatus Status, IReadOnlyList<IpAddress> Addresses, string? Name)
{
    /// <summary>An answer that says only why there is none.</summary>
    public static DnsAnswer Without(DnsStatus status) => new(status, [], null);
}
