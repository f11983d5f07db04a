namespace Sabos.Httpd;

/// <summary>What the head of a request said. Positions are bytes from the start of the head.</summary>
internal struct RequestHead
{
    public RequestMethod Method;

    /// <summary>Where the path begins; the query is left off.</summary>
    public int PathStart;

    /// <summary>Length of the path; 0 where an absolute-form target has none, which means "/" (RFC 9110, 4.2.3).</summary>
    public int PathLength;

    /// <summary>The x of HTTP/1.x.</summary>
    public int MinorVersion;

    /// <summary>Bytes of body announced by Content-Length; 0 without one.</summary>
    public long ContentLength;

    /// <summary>The body comes in chunks (RFC 9112, 7.1).</summary>
    public bool Chunked;

    /// <summary>The connection persists after this exchange (RFC 9112, 9.3).</summary>
    public bool KeepAlive;

    /// <summary>The client waits for 100 Continue before it sends the body (RFC 9110, 10.1.1).</summary>
    public bool ExpectContinue;

    /// <summary>Bytes of the whole head, the empty line included.</summary>
    public int Length;
}
