using System;
using System.Text;

namespace Sabos.Httpd;

/// <summary>A response but for its date and connection fields, immutable and ready to be copied out (RFC 9110, 8).</summary>
public sealed class Representation
{
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
}
