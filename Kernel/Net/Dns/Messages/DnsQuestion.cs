namespace Sabos.Net;

/// <summary>A name, normalized, and the type of record that is asked for.</summary>
internal readonly record struct DnsQuestion(string Name, DnsRecordType Type);
