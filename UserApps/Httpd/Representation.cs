using System;
using System.Text;
using System.Threading;

namespace Sabos.Httpd;

/// <summary>A response but for its date and connection fields, immutable and ready to be copied out (RFC 9110, 8).</summary>
public sealed class Representation
{
    // Larger ones would be held twice.
    private const int LargestDated = 16384;

    private DatedResponse? _dated;
    private DatedResponse? _datedLast;

    /// <summary>Prepares a response.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="contentType">The media type of <paramref name="body"/>.</param>
    /// <param name="body">The content; it is kept, not copied.</param>
    /// <param name="extraFields">Further header fields, each ended by CR LF.</param>
    public Representation(HttpStatus status, string contentType, ReadOnlyMemory<byte> body, string extraFields = "")
    {
        Status = status;
        Body = body;
        Head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {(int)status} {ReasonPhrase.Of(status)}\r\nServer: Sabos\r\nContent-Type: {contentType}\r\n" +
            $"Content-Length: {body.Length}\r\n{extraFields}Date: ");
    }

    public HttpStatus Status { get; }

    /// <summary>Status line and header fields, up to the Date field's value.</summary>
    internal ReadOnlyMemory<byte> Head { get; }

    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>
    /// The whole response to a GET, on a connection of HTTP/1.1 that persists or as the last one; each is made once for each date, so once a second at most. Null: it is
    /// too large for that.
    /// </summary>
    /// <param name="date">The Date field's value, the same array as long as it is the same date.</param>
    /// <param name="isLast">The connection is closed after it.</param>
    internal byte[]? WithDate(byte[] date, bool isLast)
    {
        if (Body.Length > LargestDated)
            return null;
        ref DatedResponse? kept = ref isLast ? ref _datedLast : ref _dated;
        DatedResponse? dated = Volatile.Read(ref kept);
        if (dated is null || dated.Date != date)
        {
            ReadOnlySpan<byte> end = isLast ? HttpSyntax.EndOfLastHead : HttpSyntax.EndOfHead;
            dated = new DatedResponse(date, [.. Head.Span, .. date, .. end, .. Body.Span]);
            Volatile.Write(ref kept, dated);
        }

        return dated.Bytes;
    }

    private sealed record DatedResponse(byte[] Date, byte[] Bytes);
}
