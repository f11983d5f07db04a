namespace Sabos.Httpd;

/// <summary>The words after the status code (RFC 9110, 15).</summary>
internal static class ReasonPhrase
{
    public static string Of(HttpStatus status) => status switch
    {
        HttpStatus.Ok => "OK",
        HttpStatus.BadRequest => "Bad Request",
        HttpStatus.NotFound => "Not Found",
        HttpStatus.MethodNotAllowed => "Method Not Allowed",
        HttpStatus.RequestTimeout => "Request Timeout",
        HttpStatus.ContentTooLarge => "Content Too Large",
        HttpStatus.UriTooLong => "URI Too Long",
        HttpStatus.ExpectationFailed => "Expectation Failed",
        HttpStatus.RequestHeaderFieldsTooLarge => "Request Header Fields Too Large",
        HttpStatus.InternalServerError => "Internal Server Error",
        HttpStatus.NotImplemented => "Not Implemented",
        HttpStatus.ServiceUnavailable => "Service Unavailable",
        HttpStatus.HttpVersionNotSupported => "HTTP Version Not Supported",
        _ => "Unknown",
    };
}
