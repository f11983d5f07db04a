namespace Sabos.Httpd;

/// <summary>What a request asks to do, as far as this server tells methods apart (RFC 9110, 9).</summary>
internal enum RequestMethod
{
    /// <summary>A method no specification this server knows names: 501.</summary>
    Unknown,

    Get,
    Head,

    /// <summary>POST, PUT, DELETE, OPTIONS, TRACE or PATCH: understood, and allowed on no resource here: 405.</summary>
    NotAllowed,

    /// <summary>CONNECT, whose target is an authority: 405 as well.</summary>
    Connect,
}
